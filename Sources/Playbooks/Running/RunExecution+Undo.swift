internal import Basics
internal import Configuration
internal import Cryptography
internal import Incidents
internal import JSON
internal import Response
internal import State
internal import Synchronization

/// Undoing what was done.
extension RunExecution {
    /// Undoes what was done, the last first. What cannot be undone does not keep the rest from it; what somebody has to undo
    /// by hand does, until they have.
    func undo() throws {
        if run.state != .compensating {
            try setState(.compensating, "failed, and what was done is undone")
        }
        options.observe(.compensating)
        // Of a step that was skipped, or that only waited for people to agree, there is nothing to be undone.
        let performed = current.withLock { current in current.performed.filter { (current.steps[$0.path]?.attempts ?? 0) > 0 } }
        var isWhole = true
        for item in performed.reversed() {
            for (index, body) in item.step.compensation.enumerated() {
                let path = "\(item.path)~\(index + 1)"
                if options.isCancelled() { return try setState(.compensating, "was interrupted while it undid things") }
                guard case .action(let kind, let node) = body else { continue }
                try lease.confirm()
                do {
                    try undo(kind, node, path, item)
                } catch RunStop.interrupted {
                    return try setState(.compensating, "waits for somebody to say whether \(path) was done")
                } catch let wait as StepWaits {
                    try finish(item.step, path, record(path, kind), .waiting, wait.reason, [:])
                    return try setState(.compensating, "waits for somebody to undo \(item.path)")
                } catch {
                    let message = "could not be undone: \(Self.message(error))"
                    if options.isCancelled() {
                        try finish(item.step, path, record(path, kind), .interrupted, message, [:])
                        return try setState(.compensating, "was interrupted while it undid things")
                    }
                    isWhole = false
                    try finish(item.step, path, record(path, kind), .failed, message, [:])
                }
            }
        }
        if isWhole {
            try setState(.compensated, "failed, and what was done has been undone")
        } else {
            try setState(.compensating, "failed, and not everything could be undone yet")
        }
    }

    /// The record of what undoes a step, as it is now.
    private func record(_ path: String, _ kind: StepKind) -> StepRecord {
        known(path) ?? newRecord(path, kind.name, .running)
    }

    private func undo(_ kind: StepKind, _ node: ConfigurationNode, _ path: String, _ item: PerformedStep) throws {
        let known = known(path)
        if known?.state == .done { return }
        if let known, known.state == .running, let outcome = try outcome(of: known, kind.type) {
            return try finish(item.step, path, known, .done, outcome.summary, outcome.outputs, isJournalled: true)
        }
        var scope = item.scope
        scope.steps[item.step.id] = scopeStep(item.step, item.path)
        if case .parallel(let children) = item.step.body {
            for child in children { scope.steps[child.id] = scopeStep(child, item.prefix + child.id) }
        }
        scope.run["incident"] = run.incident
        if kind.type == RunStep.self {
            try RunStep.checkVariables(node) { reference throws(ConfigurationError) in try scope.replacement(reference) }
        }
        let action = try kind.decode(scope.resolve(node))
        if let known, known.state == .failed, options.done.contains(path) {
            return try finish(item.step, path, known, .done, "could not be undone; \(workspace.actor) says that it is", [:])
        }
        var record = record(path, kind)
        if let known, known.state == .running || known.state == .interrupted {
            // What was killed while it undid something is asked about as every step is: undone twice may be not undone.
            guard let found = try recover(known, action, item.step, path) else { return }
            record = found
        }
        options.observe(.stepBegan(step: path, title: nil, kind: kind.name))
        if record.state != .running || record.operation == nil { record.operation = Random.identifier() }
        record.state = .running
        record.attempts += 1
        record.finishedAt = nil
        try store.save(record, of: run.id)
        keep(record)
        let result = try action.perform(context(path, record, nil))
        guard result.isGood else { throw UndoneBadly(message: result.summary) }
        try finish(item.step, path, record, .done, result.summary, result.outputs, isJournalled: result.hasJournalled)
    }
}

/// Something that was to be undone and is not.
private struct UndoneBadly: Failure {
    let message: String
    let status = ExitStatus.checkFailed
}
