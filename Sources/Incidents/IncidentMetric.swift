public import Basics

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
