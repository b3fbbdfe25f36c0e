internal import Basics
internal import Configuration
internal import Incidents
internal import JSON
internal import Response

/// Several steps: beside each other, or of another playbook.
extension RunExecution {
    func parallel(
        _ children: [PlaybookStep], _ step: PlaybookStep, _ path: String, _ frame: RunFrame, _ deadline: ContinuousClock.Instant?
    ) throws {
        try begin(path, step)
        let inner = RunFrame(loaded: frame.loaded, prefix: frame.prefix, scope: frame.scope, deadline: deadline, isReplay: false)
        let threads = children.map { child in BackgroundThread { _ = try self.perform(child, inner) } }
        var stops: [any Error] = []
        for thread in threads {
            do { try thread.join() } catch { stops.append(error) }
        }
        try end(path, step, stops)
    }

    func innerFrame(
        _ name: String, _ given: ConfigurationNode?, _ step: PlaybookStep, _ frame: RunFrame, _ deadline: ContinuousClock.Instant?
    ) throws -> RunFrame? {
        guard let loaded = frame.loaded.called[name] else { return nil }
        var replacements: [String: ConfigurationNode.Replacement] = [:]
        let entries = try given?.mapping().entries ?? []
        for input in loaded.playbook.inputs {
            if let node = entries.first(where: { $0.key == input.name })?.node {
                let value = try frame.scope.resolve(node)
                if value.isNull { continue }
                if !input.isSecret, let problem = input.problem(value.value) {
                    throw node.failure("the input '\(input.name)' of \(loaded.playbook.name) \(problem)")
                }
                replacements[input.name] = .node(value)
            } else if input.fallback != .null {
                replacements[input.name] = .value(input.fallback)
            }
        }
        return RunFrame(
            loaded: loaded, prefix: frame.prefix + step.id + "/", scope: scope(loaded, replacements), deadline: deadline,
            isReplay: frame.isReplay)
    }

    func call(
        _ name: String, _ given: ConfigurationNode?, _ step: PlaybookStep, _ path: String, _ frame: RunFrame,
        _ deadline: ContinuousClock.Instant?
    ) throws {
        guard var inner = try innerFrame(name, given, step, frame, deadline) else { return }
        try begin(path, step)
        var stops: [any Error] = []
        do { try perform(inner.loaded.playbook.steps, &inner) } catch { stops.append(error) }
        try end(path, step, stops)
    }

    func begin(_ path: String, _ step: PlaybookStep) throws {
        var record = known(path) ?? newRecord(path, step.body.name, .running)
        record.state = .running
        record.attempts += 1
        try store.save(record, of: run.id)
        keep(record)
        options.observe(.stepBegan(step: path, title: step.title, kind: step.body.name))
    }

    /// The worst of what the steps inside came to.
    func end(_ path: String, _ step: PlaybookStep, _ stops: [any Error]) throws {
        let known = known(path)
        if let other = stops.first(where: { !($0 is RunStop) }) { throw other }
        let kinds = stops.compactMap { $0 as? RunStop }
        if kinds.contains(where: { if case .interrupted = $0 { true } else { false } }) { throw RunStop.interrupted }
        var fails = false
        var undoes = false
        for case .failed(let undo) in kinds {
            fails = true
            undoes = undoes || undo
        }
        if fails {
            try finish(step, path, known, .failed, "a step in it failed", [:])
            throw RunStop.failed(undo: undoes)
        }
        if !kinds.isEmpty { throw RunStop.waits }
        try finish(step, path, known, .done, "done", [:])
    }
}
