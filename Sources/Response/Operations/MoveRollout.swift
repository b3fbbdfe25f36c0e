internal import Basics
public import Flags

/// Makes the move of a rollout that is due.
public struct MoveRollout: Operation {
    public let action = "flags.rollout.advance"
    private let rollout: Rollout
    private let move: RolloutMove

    /// - Parameter rollout: as it was when the move was found to be due; where somebody has moved it since, this is refused.
    public init(_ rollout: Rollout, _ move: RolloutMove) {
        self.rollout = rollout
        self.move = move
    }

    public var intent: String { rollout.describe(move) }

    public func plan(_ workspace: Workspace) throws -> Rollout { rollout }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Rollout {
        // Whoever ticks, it belongs to what the rollout was begun for.
        let cause = OverrideCause(
            actor: record.actor, reason: rollout.cause.reason, incident: rollout.cause.incident ?? record.incident)
        return try workspace.rollouts.make(move, in: rollout, on: workspace.flagSource(rollout.source), cause)
    }
}
