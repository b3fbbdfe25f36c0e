internal import Basics
public import Flags

/// What a person has a rollout do.
public struct SteerRollout: Operation {
    public enum Order: Sendable, Hashable {
        case pause
        case resume
        /// The next step, without waiting and whatever the gates say.
        case promote
        /// `force` puts the flag back even where somebody else has changed it since.
        case rollBack(gradually: Bool, force: Bool)
        case abandon

        var word: String {
            switch self {
            case .pause: "pause"
            case .resume: "resume"
            case .promote: "promote"
            case .rollBack: "rollback"
            case .abandon: "abandon"
            }
        }
    }

    private let flag: String
    private let source: String?
    private let order: Order

    /// - Parameter source: nil where only one source has a rollout of the flag.
    public init(_ order: Order, flag: String, source: String?) {
        self.order = order
        self.flag = flag
        self.source = source
    }

    public var action: String { "flags.rollout.\(order.word)" }

    public var intent: String {
        switch order {
        case .pause: "pause the rollout of \(flag)"
        case .resume: "resume the rollout of \(flag)"
        case .promote: "take the next step of the rollout of \(flag) at once"
        case .rollBack(let gradually, _): "roll \(flag) back \(gradually ? "step by step" : "at once")"
        case .abandon: "abandon the rollout of \(flag)"
        }
    }

    public func plan(_ workspace: Workspace) throws -> Rollout { try workspace.rollout(of: flag, source: source) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Rollout {
        let rollouts = try workspace.rollouts
        let rollout = try rollouts.rollout(of: flag, in: source)
        let said = "by \(record.actor)" + (record.reason.map { ": \($0)" } ?? "")
        let cause = OverrideCause(
            actor: record.actor, reason: record.reason ?? rollout.cause.reason, incident: record.incident)
        switch order {
        case .pause: return try rollouts.pause(rollout, said)
        case .abandon: return try rollouts.abandon(rollout, said)
        case .resume: return try rollouts.resume(rollout, on: workspace.flagSource(rollout.source), cause)
        case .promote:
            let source = try workspace.flagSource(rollout.source)
            let move = try rollouts.promotion(of: rollout, on: source)
            return try rollouts.make(move, in: rollout, on: source, cause, isOrder: true)
        case .rollBack(let gradually, let force):
            return try rollouts.rollBack(
                rollout, on: workspace.flagSource(rollout.source), cause, gradually: gradually, reason: said, force: force)
        }
    }
}
