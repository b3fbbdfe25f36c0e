public import Basics
public import Flags

/// Begins to roll a flag out, and takes the first step.
public struct StartRollout: Operation {
    public let action = "flags.rollout"
    private let flag: String
    private let source: String?
    private let course: RolloutCourse

    /// - Parameter source: nil for the only one that has the flag.
    public init(flag: String, source: String?, course: RolloutCourse) {
        self.flag = flag
        self.source = source
        self.course = course
    }

    public var intent: String {
        "roll \(flag) out in steps of \(course.steps.map(String.init).joined(separator: ", ")) %"
    }

    public func plan(_ workspace: Workspace) throws -> RolloutPlan {
        try workspace.rollouts.plan(flag, course, in: workspace.flagSource(of: flag, named: source))
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Rollout {
        let found = try workspace.flagSource(of: flag, named: source)
        let cause = record.cause(lasting: nil, workspace.time)
        let rollout = try workspace.rollouts.begin(flag, course, in: found, cause)
        return try workspace.rollouts.make(.step(1), in: rollout, on: found, cause)
    }
}

extension Rollout: OperationReceipt {
    /// `partial` where it waits for somebody, or could not go on.
    public var status: ExitStatus { state == .paused || failure != nil ? .partial : .done }

    public var summary: String { "\(flag): \(standing)" }

    /// Where it stands, without the flag's name.
    var standing: String {
        let place = "step \(step) of \(course.steps.count), \(percent) %"
        let left = (remaining ?? .zero).rounded.compact
        let remarks = [reason, failure].compactMap { $0 }.map { ": \($0)" }.joined()
        switch state {
        case .stepping: return "going over to \(percent) %\(remarks)"
        case .holding: return "\(place), holding for \(left)"
        case .baking: return "\(place), baking for \(left)"
        case .paused: return "paused at \(place)\(remarks)"
        case .rollingBack: return "rolling back\(remarks)"
        case .holdingBack: return "rolled back to \(place)\(remarks)"
        case .done: return "rolled out to \(percent) %"
        case .rolledBack: return "rolled back to what was there before\(remarks)"
        case .abandoned: return "abandoned at \(place)\(remarks)"
        }
    }
}
