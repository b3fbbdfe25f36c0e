internal import Basics
internal import Configuration
internal import Cryptography
internal import Files
internal import Incidents
internal import JSON
internal import Processes
public import Response
internal import State

/// Runs playbooks: each transition is on disk before the next thing is done, so that whatever stops a run, `resume` goes on
/// where it stood.
public struct PlaybookRunner: Sendable {
    let workspace: Workspace
    private let library: PlaybookLibrary

    public init(_ workspace: Workspace, _ library: PlaybookLibrary) {
        self.workspace = workspace
        self.library = library
    }

    // MARK: - Running

    /// Runs a playbook from its beginning.
    public func run(_ name: String, _ options: RunOptions) throws -> RunReport {
        let loaded = try load(name, overlays: options.overlays)
        try refuse(loaded)
        let inputs = try RunInputs(loaded.playbook, given: options.inputs, ask: options.askSecret)
        try Approvals.check(loaded, workspace.configuration.responders)
        let incident = try incident(of: loaded, options)
        let store = RunStore(journal: try workspace.journal)
        let now = workspace.time.now
        let path = absolute(loaded.playbook.path)
        let run = try store.create { id in
            RunRecord(
                id: id, playbook: loaded.playbook.name, source: path, overlays: options.overlays, digest: loaded.digest,
                inputs: inputs.stored, incident: incident, state: .running, actor: workspace.actor, reason: options.reason,
                startedAt: now, updatedAt: now, finishedAt: nil)
        } _: { run in
            JournalDraft(
                kind: JournalKind.playbook, actor: run.actor, incident: run.incident,
                summary: "\(run.id): began the playbook \(run.playbook): \(loaded.playbook.title)",
                details: [
                    "run": .string(run.id), "playbook": .string(run.playbook), "digest": .string(run.digest),
                    "inputs": .object(run.inputs), "state": "running",
                ])
        }
        options.observe(.began(run: run.id))
        return try execute(run, loaded, inputs, store, options)
    }

    /// Goes on with a run that waits, was interrupted, was killed or failed.
    public func resume(_ id: String, _ options: RunOptions) throws -> RunReport {
        let store = RunStore(journal: try workspace.journal)
        let run = try store.find(id)
        guard !run.state.isOver else { throw RunError.over(run: run.id, state: run.state) }
        let loaded = try load(run.source, overlays: run.overlays, name: run.playbook)
        try refuse(loaded)
        try check(loaded, is: run, options)
        let inputs = try RunInputs(loaded.playbook, stored: run.inputs, given: options.inputs, ask: options.askSecret)
        options.observe(.began(run: run.id))
        return try execute(run, loaded, inputs, store, options)
    }

    private func execute(
        _ run: RunRecord, _ loaded: LoadedPlaybook, _ inputs: RunInputs, _ store: RunStore, _ options: RunOptions
    ) throws -> RunReport {
        try alone(run.id, store) { lease, store in
            // Another may have finished it while this one waited to begin.
            var current = try store.find(run.id)
            guard !current.state.isOver else { throw RunError.over(run: run.id, state: current.state) }
            try check(loaded, is: current, options)
            if loaded.digest != current.digest { try accept(loaded, for: &current, store) }
            let execution = RunExecution(
                run: current, workspace: workspace, store: store, inputs: inputs, options: options, lease: lease,
                steps: try store.steps(of: run.id))
            try execution.run(loaded)
            return try report(run.id)
        }
    }

    /// A playbook that was changed since is gone on with only where somebody says so.
    private func check(_ loaded: LoadedPlaybook, is run: RunRecord, _ options: RunOptions) throws {
        guard loaded.digest == run.digest || options.acceptsChanges else {
            throw RunError.changed(run: run.id, playbook: run.playbook)
        }
    }

    /// Writes down that a run goes on with its playbook as it is now; `store` writes by the right of the run's lease.
    private func accept(_ loaded: LoadedPlaybook, for run: inout RunRecord, _ store: RunStore) throws {
        run.digest = loaded.digest
        try store.update(
            run,
            JournalDraft(
                kind: JournalKind.playbook, actor: workspace.actor, incident: run.incident,
                summary: "\(run.id): goes on with the playbook \(run.playbook), which was changed meanwhile",
                details: ["run": .string(run.id), "digest": .string(run.digest)]))
    }

    /// One process at a time is at a run, of all machines that share the state. What `body` is given writes by the right of
    /// the run's lease: who has lost it, as it stood still for too long, stores and journals nothing more of the run.
    private func alone<Value>(_ id: String, _ store: RunStore, _ body: (Lease, RunStore) throws -> Value) throws -> Value {
        try workspace.leases.hold("run \(id)") { lease in
            try ProgramGuard.running(while: { lease.isCertain }) {
                try body(lease, RunStore(journal: store.journal.on(lease.database)))
            }
        }
    }

    /// Whether some process is at a run, on whichever machine.
    static func isHeld(_ id: String, _ workspace: Workspace) throws -> Bool {
        try workspace.leases.other(at: "run \(id)") != nil
    }

    /// The incident that a run belongs to from its beginning: the one that was named, or the only open one. A playbook that
    /// chooses its incident itself belongs to none before: what is open is somebody else's, be it one or several.
    func incident(of loaded: LoadedPlaybook, _ options: RunOptions) throws -> String? {
        if options.incident == nil, loaded.choosesIncident { return nil }
        return try workspace.incident(options.incident)?.id
    }

    // MARK: - Reading

    /// How a run stands.
    public func report(_ id: String) throws -> RunReport {
        let store = RunStore(journal: try workspace.journal)
        let run = try store.find(id)
        return RunReport(run, try store.steps(of: run.id))
    }

    /// Where the files of a run's playbook are.
    public func stored(_ id: String) throws -> (playbook: String, source: String, overlays: [String]) {
        let run = try RunStore(journal: try workspace.journal).find(id)
        return (run.playbook, run.source, run.overlays)
    }

    /// What is wrong with a playbook (`PlaybookCheck`).
    public func findings(_ name: String, overlays: [String] = []) throws -> [PlaybookFinding] {
        try PlaybookCheck.findings(name, in: library) { system in try overrides(system, overlays) }
    }

    private func overrides(_ system: String, _ overlays: [String]) throws -> [ConfigurationNode] {
        let configured = workspace.configuration.systems.filter { $0.name == system }.map(\.node)
        return try configured + overlays.map { try ConfigurationFile(path: $0).root }
    }

    /// The latest runs.
    public func reports(limit: Int = 20) throws -> [RunReport] {
        let store = RunStore(journal: try workspace.journal)
        return try store.list(limit: limit).map { RunReport($0, try store.steps(of: $0.id)) }
    }

    /// A playbook with the system's description as the configuration and the files fill it in.
    public func load(_ name: String, overlays: [String] = [], name shown: String? = nil) throws -> LoadedPlaybook {
        let path = shown != nil && !FileReader.exists(name) ? shown ?? name : name
        return try library.load(path) { system in try overrides(system, overlays) }
    }

    /// A playbook that is wrong is not begun.
    func refuse(_ loaded: LoadedPlaybook) throws {
        guard let first = PlaybookCheck.findings(loaded).first else { return }
        throw ConfigurationError.invalid(
            ConfigurationLocation(file: first.file, line: first.line, column: first.column), first.message, hint: first.hint)
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(currentFolder())/\(path)"
    }
}
