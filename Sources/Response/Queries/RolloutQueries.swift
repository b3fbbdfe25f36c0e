internal import Basics
public import Flags

extension Workspace {
    /// Rollouts that are not finished, or all.
    public func rollouts(all: Bool) throws -> [Rollout] { try rollouts.list(all: all) }

    /// The rollout of a flag that is not finished; else its last one.
    public func rollout(of flag: String, source: String?) throws -> Rollout {
        try rollouts.rollout(of: flag, in: source)
    }

    /// Looks at a rollout's gates and its flag, and says which move is due.
    ///
    /// - Parameter isDryRun: what was seen is not written down.
    public func watchRollout(
        _ rollout: Rollout, isDryRun: Bool = false
    ) throws -> (rollout: Rollout, move: RolloutMove?) {
        try rollouts.watch(rollout, on: flagSource(rollout.source), isDryRun: isDryRun)
    }

    /// What rolls flags out.
    var rollouts: Rollouts {
        get throws {
            Rollouts(
                try overrides, gates: configuration.gates, environment: environment)
        }
    }
}
