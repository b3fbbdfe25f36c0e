import Basics

/// A duration between two milestones, or what is missing for it.
public struct IncidentMetric: Sendable, Hashable {
    /// `TTD`, `TTA`, `TTC` or `TTR`.
    public var name: String
    /// In words, `time to detect`.
    public var title: String
    /// How it is reckoned, `detected − started`.
    public var formula: String
    /// The duration; nil where a milestone is missing, or the later lies before the earlier.
    public var duration: Duration?
    /// The milestones that nobody has set.
    public var missing: [MilestoneName]
    /// What is wrong with the milestones that are there, in a sentence.
    public var problem: String?

    /// A duration, or why there is none.
    public init(
        name: String, title: String, formula: String, duration: Duration?, missing: [MilestoneName] = [],
        problem: String? = nil
    ) {
        self.name = name
        self.title = title
        self.formula = formula
        self.duration = duration
        self.missing = missing
        self.problem = problem
    }
}

extension IncidentMetric {
    /// TTD, TTA, TTC and TTR. Detection is where the response's clocks start: before it nobody could respond.
    static func all(_ milestones: [Milestone]) -> [IncidentMetric] {
        let at = Dictionary(milestones.map { ($0.name, $0.at) }, uniquingKeysWith: { _, last in last })
        return [
            metric("TTD", "time to detect", .started, .detected, at),
            metric("TTA", "time to acknowledge", .detected, .acknowledged, at),
            metric("TTC", "time to contain", .detected, .contained, at),
            metric("TTR", "time to resolve", .detected, .resolved, at),
        ]
    }

    private static func metric(
        _ name: String, _ title: String, _ from: MilestoneName, _ to: MilestoneName, _ at: [MilestoneName: Timestamp]
    ) -> IncidentMetric {
        var metric = IncidentMetric(
            name: name, title: title, formula: "\(to.rawValue) − \(from.rawValue)", duration: nil,
            missing: [from, to].filter { at[$0] == nil })
        if let start = at[from], let end = at[to] {
            if end < start {
                metric.problem = "\(to.rawValue) (\(end)) lies before \(from.rawValue) (\(start))"
            } else {
                metric.duration = end - start
            }
        }
        return metric
    }
}
