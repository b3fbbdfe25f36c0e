internal import Basics
internal import Configuration
internal import Incidents
internal import JSON
internal import Response
internal import Synchronization

/// Steps one after the other, and what others see of them.
extension RunExecution {
    func scope(_ loaded: LoadedPlaybook, _ inputs: [String: ConfigurationNode.Replacement]) -> Scope {
        var scope = Scope(inputs: inputs, inputNames: loaded.playbook.inputs.map(\.name), system: loaded.system)
        scope.run = facts(loaded)
        return scope
    }

    func facts(_ loaded: LoadedPlaybook) -> [String: String?] {
        let run = run
        return ["id": run.id, "incident": run.incident, "playbook": loaded.playbook.name]
    }

    func perform(_ steps: [PlaybookStep], _ frame: inout RunFrame) throws {
        for step in steps {
            frame.scope.run = facts(frame.loaded)
            frame.scope.steps[step.id] = try perform(step, frame)
            if case .parallel(let children) = step.body {
                for child in children { frame.scope.steps[child.id] = scopeStep(child, frame.prefix + child.id) }
            }
        }
    }

    /// What other steps see of one.
    func scopeStep(_ step: PlaybookStep, _ path: String) -> Scope.Step {
        let record = known(path)
        var names: [String] = []
        if case .action(let kind, _) = step.body { names = kind.type.outputs }
        let end = record?.state.end
        return Scope.Step(end: end, names: names, outputs: end == .done || end == .failed ? record?.outputs : nil)
    }

    func perform(_ step: PlaybookStep, _ frame: RunFrame) throws -> Scope.Step {
        let path = frame.prefix + step.id
        let known = known(path)
        let isCall = { if case .action = step.body { false } else { true } }()
        let isOver = known?.state == .done || known?.state == .skipped || (known?.state == .failed && step.onFailure == .continue)
        if isOver {
            remember(step, path, frame)
            // What stands inside of it is gone through as well, so that it is known what could be undone.
            if isCall, known?.state != .skipped { try? gather(step, frame) }
            return scopeStep(step, path)
        }
        if frame.isReplay {
            if known != nil {
                remember(step, path, frame)
                if isCall { try? gather(step, frame) }
            }
            throw RunStop.failed(undo: true)
        }
        if options.isCancelled() { throw RunStop.interrupted }
        if let condition = step.condition, try frame.scope.holds(condition) != true {
            try finish(step, path, known, .skipped, "skipped: not so that \(condition)", [:])
            return scopeStep(step, path)
        }
        if let rule = step.approval { try awaitApproval(rule, step, path, known, frame) }
        remember(step, path, frame)
        let deadline = [frame.deadline, step.timeout.map { .now + $0 }].compactMap { $0 }.min()
        do {
            switch step.body {
            case .action(let kind, let node): try act(kind, node, step, path, frame, deadline)
            case .parallel(let children): try parallel(children, step, path, frame, deadline)
            case .call(let name, let inputs, _): try call(name, inputs, step, path, frame, deadline)
            }
        } catch RunStop.failed(let undo) {
            if undo || step.onFailure == .compensate { throw RunStop.failed(undo: true) }
            if step.onFailure == .abort { throw RunStop.failed(undo: false) }
        }
        return scopeStep(step, path)
    }

    /// Passes through what a call or a parallel step did, without doing anything.
    func gather(_ step: PlaybookStep, _ frame: RunFrame) throws {
        let replay = RunFrame(loaded: frame.loaded, prefix: frame.prefix, scope: frame.scope, deadline: nil, isReplay: true)
        switch step.body {
        case .action: break
        case .parallel(let children):
            for child in children { _ = try? perform(child, replay) }
        case .call(let name, let inputs, _):
            guard var inner = try innerFrame(name, inputs, step, replay, nil) else { return }
            try perform(inner.loaded.playbook.steps, &inner)
        }
    }

    /// Keeps what undoes a step; `undo` passes over it where the step was not begun. What undoes a call or parallel steps as
    /// a whole is remembered before what stands inside, and so comes after it.
    func remember(_ step: PlaybookStep, _ path: String, _ frame: RunFrame) {
        guard !step.compensation.isEmpty else { return }
        current.withLock { current in
            if !current.performed.contains(where: { $0.path == path }) {
                current.performed.append(PerformedStep(path: path, step: step, prefix: frame.prefix, scope: frame.scope))
            }
        }
    }

    /// Stores how a step ended, with what the journal says of it.
    func finish(
        _ step: PlaybookStep, _ path: String, _ known: StepRecord?, _ state: StepState, _ summary: String, _ outputs: JSONObject,
        isJournalled: Bool = false, evidence: JSONValue? = nil
    ) throws {
        var record = known ?? newRecord(path, step.body.name, state)
        record.state = state
        record.summary = redaction(summary)
        record.outputs = redaction.known(in: outputs)
        record.finishedAt = state == .waiting ? nil : workspace.time.now
        let run = run
        var entries: [JournalDraft] = []
        var details: JSONObject = ["run": .string(run.id), "step": .string(path), "state": .string(state.rawValue)]
        if let evidence {
            let kept = try Evidence.keep(evidence, run: run.id, step: path, in: workspace.configuration.state.directory, redaction)
            details["evidence"] = ["file": .string(kept.name), "sha256": .string(kept.sha256)]
        }
        if !isJournalled || evidence != nil {
            entries.append(draft("\(run.id), \(path): \(state.rawValue): \(summary)", details, run))
        }
        try store.save(record, of: run.id, entries)
        keep(record)
        options.observe(.stepEnded(step: path, state: state, summary: record.summary ?? ""))
    }
}
