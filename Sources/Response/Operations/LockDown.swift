internal import Basics
internal import Flags

/// Applies a lockdown of the configuration as one unit.
public struct LockDown: Operation {
    public let action = "flags.lockdown"
    private let profile: String
    private let lifetime: Duration?

    public init(profile: String, lifetime: Duration?) {
        self.profile = profile
        self.lifetime = lifetime
    }

    public var intent: String { "apply the lockdown \(profile)" }

    public func plan(_ workspace: Workspace) throws -> FlagsPlan {
        let changes = try workspace.overrides.changes(workspace.lockdown(profile), in: workspace.flagSources)
        let cause = OverrideCause(actor: workspace.actor)
        return FlagsPlan(changes: try workspace.overrides.plan(changes, cause, lockdown: profile))
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> LockdownReceipt {
        let cause = record.cause(lasting: lifetime, workspace.time)
        return LockdownReceipt(
            lockdown: profile,
            overrides: try workspace.overrides.apply(
                workspace.lockdown(profile), in: workspace.flagSources, cause))
    }
}
