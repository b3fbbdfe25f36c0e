public import Basics
internal import Flags
internal import Incidents
internal import Secrets
internal import State

/// One pass of what time asks for: rotations that are due, rotations and rollouts under way, overrides that have run
/// out, messages that are due. Each thing is an operation of its own in the journal; one that fails does not stop the
/// others.
///
/// No incident is guessed: what is done belongs to the incident for which it was begun, or to none, and is done however
/// many are open.
///
/// Any number of machines may tick on one state: each thing is done by one of them. What another is at work on is passed
/// over, and what another has done since it was found to be due is not done again.
public struct Tick: Sendable {
    let isDryRun: Bool
    private let trustsClock: Bool

    /// - Parameters:
    ///   - isDryRun: say what is due, and do nothing.
    ///   - trustsClock: somebody vouches for the clock: nothing is held back because of what it seems to have done.
    public init(isDryRun: Bool = false, trustsClock: Bool = false) {
        self.isDryRun = isDryRun
        self.trustsClock = trustsClock
    }

    public func perform(_ workspace: Workspace) throws -> TickReceipt {
        var items: [TickReceipt.Item] = []
        let rotations = try workspace.rotations
        // Also of those that only the keyring has: what was promised of a rotation is kept.
        let definitions = try rotations.all(workspace.configuration.secrets)
        if !isDryRun { rotations.removeAbandonedRehearsals() }
        let hold = try rotations.clockHold(lastRecorded: workspace.journal.lastRecorded(), isTrusted: trustsClock)
        let mayGoOn = { try rotations.unfinished($0, under: hold) }
        // What carries a rotation on belongs to what it was begun for; what time alone asks for, to nothing.
        let causes = try rotations.incidents()
        items += try attempt(workspace, "advance", mayGoOn(definitions), mayGoOn, for: causes) {
            AdvanceRotation(name: $0, isScheduled: true)
        }
        // Said at each pass: a clock that is wrong is wrong for more than secrets.
        for (secret, remark) in try rotations.clockRemarks(definitions) {
            items.append(TickReceipt.Item(action: "clock", subject: secret, outcome: .partial, summary: remark))
        }
        if let hold {
            items.append(TickReceipt.Item(action: "clock", subject: "clock", outcome: .partial, summary: hold.message))
        } else {
            items += try attempt(workspace, "rotate", rotations.due(definitions), rotations.due) {
                RotateSecret(name: $0, isCompromised: false, isScheduled: true)
            }
            items += try attempt(
                workspace, "destroy", rotations.destroyable(definitions), rotations.destroyable
            ) { DestroyRetired(name: $0) }
        }
        // What was parked before this pass, or in it: said each time, until somebody sees to it.
        for trouble in try rotations.parked(definitions) {
            items.append(
                TickReceipt.Item(
                    action: "parked", subject: trouble.secret, outcome: .parked, summary: trouble.summary))
        }
        if !isDryRun, !workspace.configuration.flags.isEmpty { items += try settle(workspace) }
        for rollout in try workspace.rollouts.list() { items += advance(rollout, workspace) }
        for override in try workspace.expiredOverrides() {
            let restoration = RestoreFlags(.flagOrOverride(override.id, source: nil), isForced: false)
            items.append(attempt(workspace, "restore", override.flag, for: override.incident, restoration))
        }
        items += tell(workspace)
        // A run waits for somebody to resume it, and doctor says so.
        if !isDryRun { try workspace.leases.sweep { !$0.hasPrefix("run ") } }
        return TickReceipt(at: workspace.time.now, items: items)
    }

    /// Finishes or undoes changes of flags that died midway, by what the sources really hold.
    private func settle(_ workspace: Workspace) throws -> [TickReceipt.Item] {
        do {
            return try workspace.overrides.settle(workspace.flagSources).map { change in
                TickReceipt.Item(
                    action: "settle", subject: change.flag,
                    outcome: change.isUnsettled || !change.reloadFailures.isEmpty ? .partial : .done,
                    summary: ([change.settlement] + change.reloadFailures).joined(separator: "; "))
            }
        } catch let failure as any Failure where failure.isSeenToElsewhere {
            return [
                TickReceipt.Item(action: "settle", subject: "flags", outcome: .skipped, summary: failure.message)
            ]
        }
    }

    /// The same thing for several secrets: together where they are plain, else one after the other. What another is at
    /// work on is passed over before anything is journalled.
    ///
    /// - Parameters:
    ///   - isStillDue: those of some of which it is due now.
    ///   - incidents: to which incidents it belongs, by the secrets' names.
    private func attempt<Task: BatchedOperation>(
        _ workspace: Workspace, _ action: String, _ due: [SecretDefinition],
        _ isStillDue: ([SecretDefinition]) throws -> [SecretDefinition], for incidents: [String: String] = [:],
        _ operation: (String) -> Task
    ) throws -> [TickReceipt.Item] {
        guard !due.isEmpty else { return [] }
        let rotations = try workspace.rotations
        let held = Dictionary(try workspace.leases.list().filter(\.isHeld).map { ($0.name, $0) }) { first, _ in first }
        let definitions = due.filter { held[RotationEngine.leaseName($0.name)] == nil }
        let skipped = due.compactMap { definition in
            held[RotationEngine.leaseName(definition.name)].map { Self.skipped(action, definition.name, $0) }
        }
        let plain = isDryRun ? [] : definitions.filter(rotations.isPlain).map(\.name)
        var together: [String: TickReceipt.Item] = [:]
        if plain.count > 1 {
            let results: [Result<Task.Receipt, any Error>]
            do {
                results = try workspace.carryOut(togetherUnattended: plain.map { (operation($0), incidents[$0]) })
            } catch {
                results = plain.map { _ in .failure(error) }
            }
            for (name, result) in zip(plain, results) { together[name] = item(action, name, result) }
        }
        return try skipped
            + definitions.compactMap { definition in
                let name = definition.name
                if let item = together[name] { return item }
                // The ones before it may have taken a while, in which another has come to this one.
                if let other = try workspace.leases.other(at: RotationEngine.leaseName(name)) {
                    return Self.skipped(action, name, other)
                }
                guard try isDryRun || !isStillDue([definition]).isEmpty else { return nil }
                return attempt(workspace, action, name, for: incidents[name], operation(name))
            }
    }

    private static func skipped(_ action: String, _ subject: String, _ other: HeldLease) -> TickReceipt.Item {
        TickReceipt.Item(
            action: action, subject: subject, outcome: .skipped,
            summary: LeaseError.held(name: other.name, by: other.holder, until: other.heldUntil).message)
    }

    /// Looks at a rollout, and makes the move that is due. One that waits for somebody is said each time.
    private func advance(_ rollout: Rollout, _ workspace: Workspace) -> [TickReceipt.Item] {
        do {
            if let other = try workspace.leases.other(at: Rollouts.leaseName(rollout.id)) {
                return [Self.skipped("rollout", rollout.flag, other)]
            }
            let (seen, move) = try workspace.watchRollout(rollout, isDryRun: isDryRun)
            if let move {
                return [attempt(workspace, "rollout", rollout.flag, for: seen.cause.incident, MoveRollout(seen, move))]
            }
            guard seen.state == .paused else { return [] }
            return [
                TickReceipt.Item(action: "rollout", subject: rollout.flag, outcome: .parked, summary: seen.standing)
            ]
        } catch {
            return [TickReceipt.Item("rollout", rollout.flag, error)]
        }
    }

    private func attempt(
        _ workspace: Workspace, _ action: String, _ subject: String, for incident: String?,
        _ operation: some Operation
    ) -> TickReceipt.Item {
        guard !isDryRun else {
            return TickReceipt.Item(action: action, subject: subject, outcome: .due, summary: operation.intent)
        }
        return item(action, subject, Result { try workspace.carryOut(operation, unattendedFor: incident) })
    }

    private func item(
        _ action: String, _ subject: String, _ result: Result<some OperationReceipt, any Error>
    ) -> TickReceipt.Item {
        switch result {
        case .success(let receipt):
            return TickReceipt.Item(
                action: action, subject: subject, outcome: receipt.status == .done ? .done : .partial,
                summary: receipt.summary)
        case .failure(let error):
            return TickReceipt.Item(action, subject, error)
        }
    }
}

extension FlagOverride {
    /// What became of a change that was interrupted.
    fileprivate var settlement: String {
        isUnsettled ? "an interrupted change could not be put back yet" : "an interrupted change is \(state.rawValue)"
    }
}

/// What a pass did.
public struct TickReceipt: OperationReceipt {
    /// What became of it; `skipped` where another firebreak sees to it.
    public enum Outcome: String, Sendable, Encodable { case done, partial, failed, parked, due, skipped }

    /// One thing that was due.
    public struct Item: Sendable, Encodable {
        /// `rotate`, `advance`, `parked`, `clock`, `destroy`, `settle`, `rollout`, `restore` or `tell`.
        public let action: String
        /// The secret, the flag or the channel.
        public let subject: String
        public let outcome: Outcome
        public let summary: String
    }

    public let at: Timestamp
    public let items: [Item]

    public var status: ExitStatus {
        items.allSatisfy { [.done, .due, .skipped].contains($0.outcome) } ? .done : .partial
    }
    public var summary: String { items.isEmpty ? "nothing was due" : "\(items.count) things were due" }
}
