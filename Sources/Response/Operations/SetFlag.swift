internal import Basics
public import Flags

/// Gives one flag a value, keeping what was there before.
public struct SetFlag: Operation {
    public let action = "flags.set"
    private let name: String
    private let source: String?
    private let value: FlagValue
    private let lifetime: Duration?

    /// - Parameters:
    ///   - source: nil for the only one that has the flag.
    ///   - lifetime: how long until `tick` puts it back; nil for not by itself.
    public init(name: String, source: String?, value: FlagValue, lifetime: Duration?) {
        self.name = name
        self.source = source
        self.value = value
        self.lifetime = lifetime
    }

    public var intent: String { "set the flag \(name) to \(value)" }

    public func plan(_ workspace: Workspace) throws -> FlagsPlan {
        let cause = OverrideCause(actor: workspace.actor)
        return FlagsPlan(changes: try workspace.overrides.plan([change(workspace)], cause, lockdown: nil))
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> FlagReceipt {
        let change = try change(workspace)
        let cause = record.cause(lasting: lifetime, workspace.time)
        return FlagReceipt(override: try workspace.overrides.set(name, to: value, in: change.source, cause))
    }

    private func change(_ workspace: Workspace) throws -> FlagChange {
        let chosen =
            try source.map { try workspace.flagSource($0) } ?? workspace.flagSources.source(of: name, named: nil)
        return FlagChange(name, to: value, in: chosen)
    }
}

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

/// Puts flags back as they were before they were overridden.
public struct RestoreFlags: Operation {
    public let action = "flags.restore"
    private let selection: OverrideSelection
    private let isForced: Bool

    /// - Parameter isForced: put it back even where somebody else has changed it since.
    public init(_ selection: OverrideSelection, isForced: Bool) {
        self.selection = selection
        self.isForced = isForced
    }

    public var intent: String {
        switch selection {
        case .flagOrOverride(let name, _): "restore the flag \(name)"
        case .lockdown(let name): "undo the lockdown \(name)"
        case .incident(let id): "restore the flags of \(id)"
        case .expired: "restore the flags whose time has run out"
        }
    }

    public func plan(_ workspace: Workspace) throws -> Restoration {
        try workspace.overrides.plan(selection, in: workspace.flagSources, force: isForced)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Restoration {
        try workspace.overrides.restore(selection, in: workspace.flagSources, force: isForced)
    }
}

extension OperationRecord {
    fileprivate func cause(lasting lifetime: Duration?, _ time: TimeSource) -> OverrideCause {
        OverrideCause(actor: actor, reason: reason, incident: incident, expiresAt: lifetime.map { time.now + $0 })
    }
}
