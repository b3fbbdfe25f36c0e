internal import Basics
internal import Configuration
internal import Cryptography
internal import Incidents
internal import JSON
internal import Response
internal import State
internal import Synchronization

/// Doing what an action says.
extension RunExecution {
    func context(_ path: String, _ record: StepRecord, _ deadline: ContinuousClock.Instant?) -> StepContext {
        let options = options
        return StepContext(
            workspace: workspace, environment: workspace.environment.merging(inputs.secrets) { $1 },
            programEnvironment: options.programEnvironment, run: run.id, step: path, operation: record.operation ?? "",
            incident: run.incident, reason: run.reason, startedAt: record.startedAt, runStartedAt: run.startedAt,
            timeout: deadline.map { max(.zero, $0 - .now) },
            isCancelled: { [lease] in
                options.isCancelled() || !lease.isCertain || deadline.map { ContinuousClock.now >= $0 } ?? false
            },
            isInterrupted: options.isCancelled, redaction: redaction,
            confirm: { step, text in
                if let note = options.confirmed[step] { return .done(note: note) }
                return try options.confirm?(step, text)
            })
    }

    /// Does an action until it comes out well or may not be tried again.
    func act(
        _ kind: StepKind, _ node: ConfigurationNode, _ step: PlaybookStep, _ path: String, _ frame: RunFrame,
        _ deadline: ContinuousClock.Instant?
    ) throws {
        var known = known(path)
        let action: any StepAction
        do {
            if kind.type == RunStep.self {
                try RunStep.checkVariables(node) { reference throws(ConfigurationError) in try frame.scope.replacement(reference) }
            }
            action = try kind.decode(frame.scope.resolve(node))
        } catch {
            // What a variable stands for may be known only now, and be of the wrong form.
            try finish(step, path, known, .failed, Self.message(error), [:])
            throw RunStop.failed(undo: false)
        }
        if let record = known, record.state == .running || record.state == .interrupted {
            if let found = try recover(record, action, step, path) { known = found } else { return }
        }
        options.observe(.stepBegan(step: path, title: step.title, kind: kind.name))
        var tries = 0
        while true {
            var record = known ?? newRecord(path, kind.name, .running)
            // What an attempt failed with belongs to the past: none of it is taken up again as the step's own.
            let isPast = record.state == .failed || record.state == .interrupted && record.operation == nil
            if isPast || tries > 0 && kind.type.operations == .several { record.startedAt = workspace.time.now }
            if record.operation == nil || record.state != .running && kind.type.operations != .same { record.operation = Random.identifier() }
            record.state = .running
            record.attempts += 1
            record.finishedAt = nil
            try store.save(record, of: run.id)
            keep(record)
            known = record
            let failure: String
            var outputs: JSONObject = [:]
            var details = JSONValue.null
            var isJournalled = true
            try lease.confirm()
            do {
                let result = try action.perform(context(path, record, deadline))
                if let incident = result.opened { try setIncident(incident) }
                if result.isGood {
                    return try finish(
                        step, path, record, .done, result.summary, result.outputs, isJournalled: result.hasJournalled,
                        evidence: step.isEvidence ? result.details : nil)
                }
                (failure, outputs, details, isJournalled) = (result.summary, result.outputs, result.details, result.hasJournalled)
            } catch let wait as StepWaits {
                try finish(step, path, record, .waiting, wait.reason, [:])
                throw RunStop.waits
            } catch {
                failure = Self.message(error)
                isJournalled = false
                if let partial = (error as? any UnfinishedWork)?.partialReceipt {
                    details = try JSONValue(encoding: partial)
                    for name in kind.type.outputs { outputs[name] = details[name] ?? .null }
                }
            }
            if options.isCancelled() {
                try finish(step, path, record, .interrupted, "interrupted: \(failure)", outputs)
                throw RunStop.interrupted
            }
            let isLate = deadline.map { ContinuousClock.now >= $0 } ?? false
            guard tries < step.retries, !isLate else {
                let late = isLate ? "its time is up; " : ""
                try finish(
                    step, path, record, .failed, late + failure, outputs, isJournalled: isJournalled,
                    evidence: step.isEvidence ? details : nil)
                throw RunStop.failed(undo: false)
            }
            tries += 1
            options.observe(.retrying(step: path, attempt: tries, after: step.retryDelay))
            rest(step.retryDelay, until: deadline)
            if options.isCancelled() {
                // Nothing is in the middle: the last attempt has failed, and the next was not begun.
                if kind.type.operations != .same { record.operation = nil }
                try finish(step, path, record, .interrupted, "interrupted before the next attempt: \(failure)", outputs)
                throw RunStop.interrupted
            }
            if kind.type.operations != .same { record.operation = nil }
            known = record
        }
    }

    /// Waits, and looks now and then whether it is to stop.
    func rest(_ delay: Duration, until deadline: ContinuousClock.Instant?) {
        let end = [ContinuousClock.now + delay, deadline].compactMap { $0 }.min() ?? .now
        while ContinuousClock.now < end, !options.isCancelled() { pause(min(.milliseconds(100), end - .now)) }
    }

    func setIncident(_ id: String) throws {
        let run = current.withLock { current in
            current.run.incident = id
            return current.run
        }
        try store.update(run, nil)
    }
}
