public import Basics
internal import Flags
internal import Secrets

/// One pass of what time asks for: rotations that are due, rotations under way, overrides that have run out. Each thing
/// is an operation of its own in the journal; one that fails does not stop the others.
public struct Tick: Sendable {
    private let isDryRun: Bool

    /// - Parameter isDryRun: say what is due, and do nothing.
    public init(isDryRun: Bool = false) { self.isDryRun = isDryRun }

    public func perform(_ workspace: Workspace) throws -> TickReceipt {
        var items: [TickReceipt.Item] = []
        let rotations = try workspace.rotations
        let definitions = workspace.configuration.secrets
        for definition in try rotations.unfinished(definitions) {
            items.append(
                attempt(
                    workspace, "advance", definition.name, AdvanceRotation(name: definition.name, isScheduled: true)))
        }
        for definition in try rotations.due(definitions) {
            items.append(
                attempt(
                    workspace, "rotate", definition.name,
                    RotateSecret(name: definition.name, isCompromised: false, isScheduled: true)))
        }
        for definition in try rotations.destroyable(definitions) {
            items.append(attempt(workspace, "destroy", definition.name, DestroyRetired(name: definition.name)))
        }
        // What was parked before this pass, or in it: said each time, until somebody sees to it.
        for trouble in try rotations.parked(definitions) {
            items.append(
                TickReceipt.Item(
                    action: "parked", subject: trouble.secret, outcome: .parked, summary: trouble.summary))
        }
        if !isDryRun, !workspace.configuration.flags.isEmpty {
            // Changes of flags that died midway: finished or undone, by what the sources really hold.
            for change in try workspace.overrides.settle(workspace.flagSources) {
                items.append(
                    TickReceipt.Item(
                        action: "settle", subject: change.flag,
                        outcome: change.reloadFailures.isEmpty ? .done : .partial,
                        summary: (["an interrupted change is \(change.state.rawValue)"] + change.reloadFailures)
                            .joined(separator: "; ")))
            }
        }
        for override in try workspace.expiredOverrides() {
            let restoration = RestoreFlags(.flagOrOverride(override.id, source: nil), isForced: false)
            items.append(attempt(workspace, "restore", override.flag, restoration))
        }
        return TickReceipt(at: workspace.time.now, items: items)
    }

    private func attempt(
        _ workspace: Workspace, _ action: String, _ subject: String, _ operation: some Operation
    ) -> TickReceipt.Item {
        guard !isDryRun else {
            return TickReceipt.Item(action: action, subject: subject, outcome: .due, summary: operation.intent)
        }
        do {
            let receipt = try workspace.carryOut(operation)
            return TickReceipt.Item(
                action: action, subject: subject, outcome: receipt.status == .done ? .done : .partial,
                summary: receipt.summary)
        } catch {
            let failure = error as? any Failure
            return TickReceipt.Item(
                action: action, subject: subject, outcome: .failed,
                summary: failure?.message ?? "unexpected: \(String(describing: error))")
        }
    }
}

/// What a pass did.
public struct TickReceipt: OperationReceipt {
    public enum Outcome: String, Sendable, Encodable { case done, partial, failed, parked, due }

    /// One thing that was due.
    public struct Item: Sendable, Encodable {
        /// `rotate`, `advance`, `parked`, `destroy`, `settle` or `restore`.
        public let action: String
        /// The secret or the flag.
        public let subject: String
        public let outcome: Outcome
        public let summary: String
    }

    public let at: Timestamp
    public let items: [Item]

    public var status: ExitStatus { items.allSatisfy { $0.outcome == .done || $0.outcome == .due } ? .done : .partial }
    public var summary: String { items.isEmpty ? "nothing was due" : "\(items.count) things were due" }
}
