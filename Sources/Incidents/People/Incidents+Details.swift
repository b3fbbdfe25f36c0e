public import Basics
internal import JSON
internal import State

// What people say about an incident beside its notes and milestones.
extension Incidents {
    /// Gives a role to somebody, or to nobody. Whoever had it has it no more.
    @discardableResult
    public func assign(
        _ role: IncidentRole, to person: String?, incident id: String, actor: String
    ) throws -> JournalEntry {
        if let person { try JournalLeaf.checkText(person, "the person's name", limit: 256) }
        return try journal.append { session in
            JournalDraft(
                kind: JournalKind.role, actor: actor, incident: try Self.find(id, session).id,
                summary: person.map { "\($0) has the role \(role.rawValue)" } ?? "Nobody has the role \(role.rawValue)",
                details: ["role": .string(role.rawValue), "person": person.map { .string($0) } ?? .null])
        }
    }

    /// Says which systems and principals are affected, or that they are not after all.
    @discardableResult
    public func affected(
        systems: [String] = [], principals: [String] = [], isRemoved: Bool = false, incident id: String, actor: String
    ) throws -> JournalEntry {
        for name in systems + principals { try JournalLeaf.checkText(name, "the name", limit: 512) }
        let parts = [("systems", systems), ("principals", principals)].filter { !$0.1.isEmpty }
        guard !parts.isEmpty else { throw JournalError.empty(what: "the list of what is affected") }
        let words = parts.map { name, list in
            // A long list stands in the details only.
            let shown = list.prefix(10).joined(separator: ", ") + (list.count > 10 ? ", and \(list.count - 10) more" : "")
            return "\(list.count == 1 ? String(name.dropLast()) : name) \(shown)"
        }
        return try journal.append { session in
            JournalDraft(
                kind: JournalKind.affected, actor: actor, incident: try Self.find(id, session).id,
                summary: (isRemoved ? "Not affected: " : "Affected: ") + words.joined(separator: "; "),
                details: [
                    "systems": .array(systems.map(JSONValue.string)),
                    "principals": .array(principals.map(JSONValue.string)), "removed": .bool(isRemoved),
                ])
        }
    }

    /// Adds something that stands elsewhere: a ticket, a call, a dashboard.
    @discardableResult
    public func link(_ url: String, title: String? = nil, incident id: String, actor: String) throws -> JournalEntry {
        try JournalLeaf.checkText(url, "the link", limit: 2048)
        guard ["http://", "https://"].contains(where: { url.lowercased().hasPrefix($0) }),
            !url.contains(where: \.isWhitespace)
        else { throw IncidentsError.noLink(url) }
        return try journal.append { session in
            var details: JSONObject = ["url": .string(url)]
            if let title { details["title"] = .string(title) }
            return JournalDraft(
                kind: JournalKind.link, actor: actor, incident: try Self.find(id, session).id,
                summary: title.map { "\($0): \(url)" } ?? url, details: .object(details))
        }
    }

    /// Changes an incident's severity or title, or opens it again.
    @discardableResult
    public func change(
        _ id: String, severity: Severity? = nil, title: String? = nil, reopens: Bool = false, reason: String? = nil,
        actor: String
    ) throws -> Incident {
        if let title { try JournalLeaf.checkText(title, "the title", limit: 512) }
        try journal.append { session in
            let incident = try Self.find(id, session)
            if reopens, incident.closedAt == nil { throw IncidentsError.notClosed(incident.id) }
            var details: JSONObject = [:]
            var words: [String] = []
            if let severity {
                details["severity"] = .string(severity.rawValue)
                words.append("severity \(severity.rawValue), was \(incident.severity.rawValue)")
            }
            if let title {
                details["title"] = .string(title)
                words.append("title “\(title)”, was “\(incident.title)”")
            }
            if reopens {
                details["status"] = .string(IncidentStatus.open.rawValue)
                words.append("opened again")
            }
            guard !words.isEmpty else { throw JournalError.empty(what: "the change") }
            return JournalDraft(
                kind: JournalKind.incidentChanged, actor: actor, incident: incident.id,
                summary: "Incident changed: " + words.joined(separator: "; ") + (reason.map { ". \($0)" } ?? ""),
                details: .object(details))
        }
        return try find(id)
    }

    /// Corrects an entry of an incident: what was written stays, and the correction refers to it. `at` is when the
    /// corrected thing happened; given for a milestone, the milestone was reached then.
    @discardableResult
    public func correct(
        _ position: Int64, _ text: String, at: Timestamp? = nil, actor: String
    ) throws -> JournalEntry {
        try check(at, journal.now)
        guard let wrong = try journal.entry(at: position) else { throw JournalError.noEntry(position) }
        guard let incident = wrong.incident else { throw IncidentsError.notOfAnIncident(position) }
        return try journal.append { _ in
            var details: JSONObject = ["corrects": .integer(position)]
            if at != nil, let milestone = wrong.details["milestone"] { details["milestone"] = milestone }
            return JournalDraft(
                kind: JournalKind.correction, occurredAt: at ?? wrong.occurredAt, actor: actor, incident: incident,
                summary: "Correction of #\(position): \(text)", details: .object(details))
        }
    }
}
