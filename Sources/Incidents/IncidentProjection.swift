import Basics
import JSON
import State

/// The tables of incidents and of follow-ups: what the journal says of them, kept ready for looking up. The journal is
/// the truth; the tables can be made again from it at any time.
enum IncidentProjection {
    /// Brings the table up to date with a new entry, in the entry's own transaction.
    static func apply(_ entry: JournalEntry, _ session: any DatabaseSession) throws {
        switch entry.kind {
        case JournalKind.incidentOpened:
            guard let incident = opened(entry) else { return }
            try session.execute(
                "INSERT INTO incidents (id, title, severity, status, opened_at, closed_at) VALUES ($1, $2, $3, $4, $5, NULL)",
                [
                    .text(incident.id), .text(incident.title), .text(incident.severity.rawValue),
                    .text(incident.status.rawValue), .integer(incident.openedAt.microseconds),
                ])
        case JournalKind.incidentClosed:
            guard let id = entry.incident else { return }
            try session.execute(
                "UPDATE incidents SET status = $1, closed_at = $2 WHERE id = $3",
                [.text(IncidentStatus.closed.rawValue), .integer(entry.occurredAt.microseconds), .text(id)])
        case JournalKind.incidentChanged:
            guard let id = entry.incident,
                let row = try session.first("SELECT \(columns) FROM incidents WHERE id = $1", [.text(id)])
            else { return }
            let changed = try incident(row).changed(by: entry)
            try session.execute(
                "UPDATE incidents SET title = $1, severity = $2, status = $3, closed_at = $4 WHERE id = $5",
                [
                    .text(changed.title), .text(changed.severity.rawValue), .text(changed.status.rawValue),
                    .optional(changed.closedAt?.microseconds), .text(id),
                ])
        default: try FollowUpTable.apply(entry, session)
        }
    }

    /// Makes the tables again from the journal.
    static func rebuild(_ session: any DatabaseSession) throws {
        try session.execute("DELETE FROM incidents")
        try session.execute("DELETE FROM follow_ups")
        try JournalStore(session: session).forEachLeaf(history) { position, leaf in
            try apply(try JournalLeaf.decode(leaf, position: position), session)
        }
    }

    /// The incidents that the tables and the journal tell differently, by their identifiers. Entries that cannot be
    /// read are passed over: the journal's own audit tells of them.
    static func differences(_ session: any DatabaseSession) throws -> [String] {
        var told: [String: Incident] = [:]
        var followUps: [Int64: FollowUp] = [:]
        try JournalStore(session: session).forEachLeaf(history) { position, leaf in
            guard let entry = try? JournalLeaf.decode(leaf, position: position) else { return }
            if let incident = opened(entry) { told[incident.id] = incident }
            if let followUp = FollowUp(entry) { followUps[followUp.position] = followUp }
            if entry.kind == JournalKind.followUpDone, let number = entry.details["followUp"]?.integerValue {
                followUps[number]?.doneAt = entry.occurredAt
            }
            if entry.kind == JournalKind.incidentChanged, let id = entry.incident {
                told[id] = told[id]?.changed(by: entry)
            }
            if entry.kind == JournalKind.incidentClosed, let id = entry.incident {
                told[id]?.status = .closed
                told[id]?.closedAt = entry.occurredAt
            }
        }
        var different: Set<String> = []
        for row in try session.query("SELECT \(columns) FROM incidents") {
            let incident = try? incident(row)
            let id = (try? row.text("id")) ?? ""
            if incident == nil || told[id] != incident { different.insert(id) }
            told[id] = nil
        }
        for followUp in try FollowUpTable.all(incident: nil, isDone: nil, session) {
            if followUps[followUp.position] != followUp { different.insert(followUp.incident) }
            followUps[followUp.position] = nil
        }
        return different.union(told.keys).union(followUps.values.map(\.incident)).sorted()
    }

    /// The columns that `incident(_:)` reads.
    static let columns = "id, title, severity, status, opened_at, closed_at"

    /// The incident in a row of the table.
    static func incident(_ row: SQLRow) throws -> Incident {
        guard let severity = Severity(rawValue: try row.text("severity")) else {
            throw StateError.column("severity", expected: "a severity")
        }
        guard let status = IncidentStatus(rawValue: try row.text("status")) else {
            throw StateError.column("status", expected: "a status")
        }
        return Incident(
            id: try row.text("id"), title: try row.text("title"), severity: severity, status: status,
            openedAt: Timestamp(microseconds: try row.integer("opened_at")),
            closedAt: try row.optionalInteger("closed_at").map { Timestamp(microseconds: $0) })
    }

    /// The incident that an entry opens.
    private static func opened(_ entry: JournalEntry) -> Incident? {
        guard entry.kind == JournalKind.incidentOpened, let id = entry.incident,
            let title = entry.details["title"]?.stringValue,
            let severity = entry.details["severity"]?.stringValue.flatMap(Severity.init(rawValue:))
        else { return nil }
        return Incident(id: id, title: title, severity: severity, openedAt: entry.occurredAt)
    }

    /// The kinds of entries that the tables are made from.
    static let kinds: Set = [
        JournalKind.incidentOpened, JournalKind.incidentClosed, JournalKind.incidentChanged, JournalKind.followUp,
        JournalKind.followUpDone,
    ]

    /// The entries that the tables are made from.
    private static let history = JournalQuery(kinds: kinds.sorted())
}

extension Incident {
    /// The incident as an entry of the kind `incident.changed` leaves it.
    fileprivate func changed(by entry: JournalEntry) -> Incident {
        var incident = self
        if let severity = entry.details["severity"]?.stringValue.flatMap(Severity.init(rawValue:)) {
            incident.severity = severity
        }
        if let title = entry.details["title"]?.stringValue { incident.title = title }
        if entry.details["status"]?.stringValue == IncidentStatus.open.rawValue {
            incident.status = .open
            incident.closedAt = nil
        }
        return incident
    }
}
