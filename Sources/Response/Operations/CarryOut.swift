internal import Basics
internal import Cryptography
internal import Incidents
internal import JSON
public import Secrets
internal import State

extension Workspace {
    /// Journals the intent, does the operation, journals the outcome. Where the operation fails, its failure is the
    /// outcome; where the program dies in between, the intent stands alone and every listing shows it. An intent that
    /// meets a busy state fails at once, since nothing was done; an outcome is tried again (`Insistence`), and where that
    /// is in vain `UnwrittenWork` says what was done.
    ///
    /// - Parameters:
    ///   - incident: the incident to which it belongs; nil takes the only open one, if there is just one.
    ///   - identifier: what links the intent with its outcome, where the caller will want to look for them; nil makes one.
    public func carryOut<Task: Operation>(
        _ operation: Task, incident: String? = nil, reason: String? = nil, identifier: String? = nil
    ) throws -> Task.Receipt {
        try carryOut(operation, record(incident: try self.incident(incident)?.id, reason, identifier))
    }

    /// The same for what nobody is there to be asked about, as the work of a timer: it belongs to the incident that it
    /// comes from, or to none. Which incidents are open does not matter, so that it is done whatever happens meanwhile.
    public func carryOut<Task: Operation>(
        _ operation: Task, unattendedFor incident: String?, reason: String? = nil, identifier: String? = nil
    ) throws -> Task.Receipt {
        try carryOut(operation, record(incident: incident, reason, identifier))
    }

    private func carryOut<Task: Operation>(_ operation: Task, _ record: OperationRecord) throws -> Task.Receipt {
        try journal.append(intent(operation, record))
        let result = Result { try operation.perform(self, record) }
        try writeDown([outcome(operation, result, record)])
        return try result.get()
    }

    /// The same for several operations together: all intents are journalled in one transaction, and so are all
    /// outcomes. One that fails does not stop the others. Throws where none could be done.
    public func carryOut<Task: BatchedOperation>(
        together operations: [Task], incident: String? = nil, reason: String? = nil,
        progress: @escaping (BatchProgress) -> Void = { _ in }
    ) throws -> [Result<Task.Receipt, any Error>] {
        guard !operations.isEmpty else { return [] }
        let incident = try self.incident(incident)?.id
        return try carryOut(together: operations.map { ($0, record(incident: incident, reason)) }, progress)
    }

    /// The same for what nobody is there to be asked about: each belongs to the incident that it comes from, or to none.
    public func carryOut<Task: BatchedOperation>(
        togetherUnattended operations: [(operation: Task, incident: String?)]
    ) throws -> [Result<Task.Receipt, any Error>] {
        guard !operations.isEmpty else { return [] }
        return try carryOut(together: operations.map { ($0.operation, record(incident: $0.incident, nil)) }) { _ in }
    }

    private func carryOut<Task: BatchedOperation>(
        together tasks: [(Task, OperationRecord)], _ progress: @escaping (BatchProgress) -> Void
    ) throws -> [Result<Task.Receipt, any Error>] {
        try journal.append(tasks.map(intent))
        let results: [Result<Task.Receipt, any Error>]
        do {
            results = try Task.perform(together: tasks.map(\.0), self, tasks.map(\.1), progress)
        } catch {
            try writeDown(tasks.map { try outcome($0.0, Result<Task.Receipt, any Error>.failure(error), $0.1) })
            throw error
        }
        try writeDown(zip(tasks, results).map { task, result in try outcome(task.0, result, task.1) })
        return results
    }

    /// Journals the outcomes of what was done, which cannot be refused any more.
    private func writeDown(_ outcomes: [JournalDraft]) throws {
        do {
            try insistence.write { _ = try journal.append(outcomes) }
        } catch let error as StateError where error.mayPass {
            let more = outcomes.count > 1 ? " (and \(outcomes.count - 1) more)" : ""
            throw UnwrittenWork(
                "this was done, or tried, to its end: \(outcomes.first?.summary ?? "")\(more)", error,
                hint: "do not simply do it again: the journal has it as begun and not as ended, and 'firebreak doctor' lists it")
        }
    }

    private func record(
        incident: String?, _ reason: String?, _ identifier: String? = nil
    ) -> OperationRecord {
        OperationRecord(operation: identifier ?? Random.identifier(), incident: incident, actor: actor, reason: reason)
    }

    private func details(_ operation: some Operation, _ record: OperationRecord) -> JSONObject {
        var details: JSONObject = ["action": .string(operation.action)]
        if let reason = record.reason { details["reason"] = .string(reason) }
        return details
    }

    private func intent(_ operation: some Operation, _ record: OperationRecord) -> JournalDraft {
        entry("action.intent", operation.intent, details(operation, record), record)
    }

    private func outcome<Receipt: OperationReceipt>(
        _ operation: some Operation, _ result: Result<Receipt, any Error>, _ record: OperationRecord
    ) throws -> JournalDraft {
        var details = details(operation, record)
        let summary: String
        switch result {
        case .success(let receipt):
            details["status"] = receipt.status == .done ? "done" : "partial"
            details["receipt"] = try JSONValue(encoding: receipt)
            summary = receipt.summary
        case .failure(let error):
            let failure = error as? any Failure
            details["status"] = "failed"
            details["exitStatus"] = .integer(Int64((failure?.status ?? .internalError).rawValue))
            if let partial = (error as? any UnfinishedWork)?.partialReceipt {
                details["receipt"] = try JSONValue(encoding: partial)
            }
            summary = "\(operation.intent): failed: \(failure?.message ?? "unexpected error")"
        }
        return entry("action.outcome", summary, details, record)
    }

    private func entry(
        _ kind: String, _ summary: String, _ details: JSONObject, _ record: OperationRecord
    ) -> JournalDraft {
        JournalDraft(
            kind: kind, actor: record.actor, incident: record.incident, operation: record.operation, summary: summary,
            details: .object(details))
    }
}
