public import Basics
internal import JSON
internal import State

extension Incidents {
    /// Writes down what is to be done after an incident, also after one that is closed.
    ///
    /// - Parameter step: the step of a playbook that wrote it, by which it is found again.
    @discardableResult
    public func addFollowUp(
        _ text: String, incident id: String, owner: String? = nil, due: DueDate? = nil, actor: String, step: String? = nil
    ) throws -> FollowUp {
        if let owner { try JournalLeaf.checkText(owner, "the owner's name", limit: 256) }
        let entry = try journal.append { session in
            let incident = try Self.find(id, session)
            var details: JSONObject = [:]
            if let owner { details["owner"] = .string(owner) }
            if let due { details["due"] = .string(due.text) }
            if let step { details["step"] = .string(step) }
            return JournalDraft(
                kind: JournalKind.followUp, actor: actor, incident: incident.id, summary: text,
                details: .object(details))
        }
        guard let followUp = FollowUp(entry) else { throw IncidentsError.noFollowUp(entry.position) }
        return followUp
    }

    /// Says that a follow-up was done. Throws `IncidentsError.noFollowUp` and `.alreadyDone`.
    @discardableResult
    public func finishFollowUp(_ number: Int64, actor: String, at: Timestamp? = nil) throws -> FollowUp {
        try check(at, journal.now)
        let entry = try journal.append { session in
            guard let followUp = try FollowUpTable.find(number, session) else {
                throw IncidentsError.noFollowUp(number)
            }
            if let doneAt = followUp.doneAt { throw IncidentsError.alreadyDone(number, at: doneAt) }
            // The whole text may be as long as a summary can be.
            return JournalDraft(
                kind: JournalKind.followUpDone, occurredAt: at, actor: actor, incident: followUp.incident,
                summary: "Follow-up #\(number) is done: \(followUp.text.prefix(200))",
                details: ["followUp": .integer(number)])
        }
        guard var followUp = try journal.database.read({ try FollowUpTable.find(number, $0) }) else {
            throw IncidentsError.noFollowUp(number)
        }
        followUp.doneAt = entry.occurredAt
        return followUp
    }

    /// The follow-ups of an incident (nil: of all), the next that is due first; those that are done, or are not, or all
    /// where `isDone` is nil.
    public func followUps(incident: String? = nil, isDone: Bool? = nil) throws -> [FollowUp] {
        let id = try incident.map { try find($0).id }
        return try journal.database.read { try FollowUpTable.all(incident: id, isDone: isDone, $0) }
    }
}
