internal import Basics
internal import Configuration
internal import Incidents
internal import JSON
internal import Response

/// What was begun by a process that is no more.
extension RunExecution {
    /// Finds out what became of a step that was begun by a process that is no more. Nil where it is finished by that; else
    /// the record with which it is begun again.
    func recover(
        _ record: StepRecord, _ action: any StepAction, _ step: PlaybookStep, _ path: String
    ) throws -> StepRecord? {
        var record = record
        let entries = try record.operation.map { try workspace.journal.entries(operation: $0) } ?? []
        if record.state == .running, let outcome = try outcome(of: record, type(of: action)) {
            // It came to its end, and only that was not stored any more.
            try finish(
                step, path, record, .done, outcome.summary, outcome.outputs, isJournalled: true,
                evidence: step.isEvidence ? outcome.receipt : nil)
            return nil
        }
        if record.state == .running, entries.contains(where: { $0.kind == JournalKind.outcome }), type(of: action).operations == .one {
            // It failed, and is tried again as something new.
            record.operation = nil
            return record
        }
        let wasBegun = record.state == .interrupted && record.operation != nil || !entries.isEmpty
        guard wasBegun, case .asks(let reason) = action.repetition else { return record }
        var choice: InterruptedChoice = .wait
        if options.redo.contains(path) {
            choice = .redo
        } else if options.done.contains(path) {
            choice = .done
        } else if let ask = options.askInterrupted {
            choice = try ask(path, reason)
        }
        switch choice {
        case .redo: return record
        case .done:
            try finish(step, path, record, .done, "was interrupted; \(workspace.actor) says that it was done", [:])
            return nil
        case .wait:
            options.observe(
                .stepEnded(
                    step: path, state: .interrupted,
                    summary: "it was interrupted, and nobody knows \(reason): resume with --redo \(path) or --done \(path)"))
            throw RunStop.interrupted
        }
    }

    /// What the journal says that the operation of a step came to; nil where it says nothing, or that it failed.
    func outcome(
        of record: StepRecord, _ type: any StepAction.Type
    ) throws -> (summary: String, outputs: JSONObject, receipt: JSONValue)? {
        guard type.operations == .one, let operation = record.operation,
            let outcome = try workspace.journal.entries(operation: operation).last(where: { $0.kind == JournalKind.outcome }),
            outcome.details["status"]?.stringValue == "done"
        else { return nil }
        let receipt = outcome.details["receipt"] ?? .null
        return (outcome.summary, JSONObject(type.outputs.map { ($0, receipt[$0] ?? .null) }), receipt)
    }
}
