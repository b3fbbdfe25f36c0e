internal import Basics
internal import Configuration
internal import Cryptography
internal import Incidents
internal import JSON
internal import Response
internal import State
internal import Synchronization

/// One process's work on a run: goes through the steps in order, passes over what is done, and stores each transition before
/// anything else happens.
final class RunExecution: Sendable {
    let workspace: Workspace
    let store: RunStore
    let inputs: RunInputs
    let options: RunOptions
    let redaction: Redaction
    /// By whose right steps are done.
    let lease: Lease
    let current: Mutex<Current>

    /// What changes while steps are done, some of them beside each other.
    struct Current: Sendable {
        var run: RunRecord
        var steps: [String: StepRecord]
        var next: Int64
        /// What was done and can be undone, in the order in which it was begun.
        var performed: [PerformedStep] = []
    }

    init(
        run: RunRecord, workspace: Workspace, store: RunStore, inputs: RunInputs, options: RunOptions, lease: Lease,
        steps: [StepRecord]
    ) {
        self.lease = lease
        self.workspace = workspace
        self.store = store
        self.inputs = inputs
        self.options = options
        redaction = Redaction(secrets: Array(inputs.secrets.values))
        current = Mutex(
            Current(
                run: run, steps: Dictionary(steps.map { ($0.step, $0) }) { $1 },
                next: (steps.map(\.position).max() ?? -1) + 1))
    }

    var run: RunRecord { current.withLock { $0.run } }

    /// Goes through the playbook as far as it can.
    func run(_ loaded: LoadedPlaybook) throws {
        let wasCompensating = run.state == .compensating
        if run.state != .running, !wasCompensating { try setState(.running, nil) }
        let frame = RunFrame(loaded: loaded, prefix: "", scope: scope(loaded, inputs.replacements), deadline: nil, isReplay: wasCompensating)
        do {
            var frame = frame
            try perform(loaded.playbook.steps, &frame)
            if wasCompensating { throw RunStop.failed(undo: true) }
            try setState(.done, "done")
        } catch let stop as RunStop {
            switch stop {
            case .waits: try setState(.waiting, "waits")
            case .interrupted: try setState(wasCompensating ? .compensating : .interrupted, "was interrupted")
            case .failed(undo: false): try setState(.failed, "failed")
            case .failed(undo: true): try undo()
            }
        } catch {
            // A defect or a full disk, or a signature that somebody forged: the run stands still, and can be resumed.
            try? setState(wasCompensating ? .compensating : .interrupted, "stopped: \(Self.message(error))")
            throw error
        }
    }

    func setState(_ state: RunState, _ words: String?) throws {
        let run = current.withLock { current in
            current.run.state = state
            current.run.finishedAt = state.isOver || state == .failed ? workspace.time.now : nil
            return current.run
        }
        let details: JSONObject = ["run": .string(run.id), "playbook": .string(run.playbook), "state": .string(state.rawValue)]
        try store.update(
            run, words.map { draft("\(run.id): the playbook \(run.playbook) \($0)", details, run) })
    }

    func draft(_ summary: String, _ details: JSONObject, _ run: RunRecord, operation: String? = nil) -> JournalDraft {
        JournalDraft(
            kind: JournalKind.playbook, actor: workspace.actor, incident: run.incident, operation: operation,
            summary: String(redaction(summary).prefix(4000)), details: .object(details))
    }

    func newRecord(_ path: String, _ kind: String, _ state: StepState) -> StepRecord {
        let position = current.withLock { current in
            defer { current.next += 1 }
            return current.next
        }
        return StepRecord(
            step: path, position: position, kind: kind, state: state, attempts: 0, operation: nil, outputs: [:], summary: nil,
            statement: nil, startedAt: workspace.time.now, finishedAt: nil)
    }

    /// A step of the run, where it was begun.
    func known(_ path: String) -> StepRecord? { current.withLock { $0.steps[path] } }

    func keep(_ record: StepRecord) { current.withLock { $0.steps[record.step] = record } }

    static func message(_ error: any Error) -> String {
        (error as? any Failure)?.message ?? "unexpected: \(String(describing: error))"
    }
}
