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
        FlagChange(name, to: value, in: try workspace.flagSource(of: name, named: source))
    }
}

extension OperationRecord {
    /// Why flags are changed by this operation, and until when.
    func cause(lasting lifetime: Duration?, _ time: TimeSource) -> OverrideCause {
        OverrideCause(actor: actor, reason: reason, incident: incident, expiresAt: lifetime.map { time.now + $0 })
    }
}
