internal import Basics
public import Flags

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
        case .rollout(let id, _): "take back the rollout \(id)"
        case .expired: "restore the flags whose time has run out"
        }
    }

    public func plan(_ workspace: Workspace) throws -> RestorationPlan {
        RestorationPlan(
            restoration: try workspace.overrides.plan(selection, in: workspace.flagSources, force: isForced))
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Restoration {
        try workspace.overrides.restore(selection, in: workspace.flagSources, force: isForced)
    }
}

/// What taking overrides back would do.
public struct RestorationPlan: Sendable, Encodable {
    /// As if it had been done.
    public let restoration: Restoration
    /// One entry for each flag.
    public var flags: [RestoredFlag] { restoration.flags }

    public func encode(to encoder: any Encoder) throws { try restoration.encode(to: encoder) }
}
