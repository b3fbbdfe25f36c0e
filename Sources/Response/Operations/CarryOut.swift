internal import Basics
internal import Cryptography
internal import Incidents
internal import JSON

extension Workspace {
    /// Journals the intent, does the operation, journals the outcome. Where the operation fails, its failure is the
    /// outcome; where the program dies in between, the intent stands alone and every listing shows it.
    ///
    /// - Parameter incident: the incident to which it belongs; nil takes the only open one, if there is just one.
    public func carryOut<Task: Operation>(
        _ operation: Task, incident: String? = nil, reason: String? = nil
    ) throws -> Task.Receipt {
        let record = OperationRecord(
            operation: Random.identifier(), incident: try self.incident(incident)?.id, actor: actor,
            reason: reason)
        var details: JSONObject = ["action": .string(operation.action)]
        if let reason { details["reason"] = .string(reason) }
        try journal.append(entry("action.intent", operation.intent, details, record))

        let receipt: Task.Receipt
        do {
            receipt = try operation.perform(self, record)
        } catch {
            let failure = error as? any Failure
            details["status"] = "failed"
            details["exitStatus"] = .integer(Int64((failure?.status ?? .internalError).rawValue))
            if let partial = (error as? any UnfinishedWork)?.partialReceipt {
                details["receipt"] = try JSONValue(encoding: partial)
            }
            let summary = "\(operation.intent): failed: \(failure?.message ?? "unexpected error")"
            try journal.append(entry("action.outcome", summary, details, record))
            throw error
        }
        details["status"] = receipt.status == .done ? "done" : "partial"
        details["receipt"] = try JSONValue(encoding: receipt)
        try journal.append(entry("action.outcome", receipt.summary, details, record))
        return receipt
    }

    private func entry(
        _ kind: String, _ summary: String, _ details: JSONObject, _ record: OperationRecord
    ) -> JournalDraft {
        JournalDraft(
            kind: kind, actor: record.actor, incident: record.incident, operation: record.operation, summary: summary,
            details: .object(details))
    }
}
