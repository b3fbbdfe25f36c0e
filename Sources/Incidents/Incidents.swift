public import Basics
public import JSON
public import State

/// The incidents: opened, told about and closed by entries in the journal.
public struct Incidents: Sendable {
    /// The journal that they live in.
    public let journal: Journal

    /// The incidents of a journal.
    public init(journal: Journal) { self.journal = journal }

    // MARK: - Writing

    /// Opens an incident and gives it the next number of the day (UTC). `at` is when it began to be one, now where
    /// nil. The title has at most 512 bytes.
    ///
    /// - Parameter systems: the systems that it touches, by the names that notifications are routed by.
    @discardableResult
    public func open(
        title: String, severity: Severity, actor: String, at: Timestamp? = nil, systems: [String] = []
    ) throws -> Incident {
        try JournalLeaf.checkText(title, "the title", limit: 512)
        let now = journal.now
        try check(at, now)
        var details: JSONObject = ["severity": .string(severity.rawValue), "title": .string(title)]
        if !systems.isEmpty { details["systems"] = .array(systems.map(JSONValue.string)) }
        let entry = try journal.append { session in
            JournalDraft(
                kind: JournalKind.incidentOpened, occurredAt: at ?? now, actor: actor,
                incident: try Self.nextIdentifier(now, session),
                summary: "Incident opened: \(title) (\(severity.rawValue))",
                details: .object(details))
        }
        return Incident(id: entry.incident ?? "", title: title, severity: severity, openedAt: entry.occurredAt)
    }

    /// Adds a note of at most 16,384 bytes, to a closed incident too. `at` is when it happened, now where nil.
    @discardableResult
    public func note(
        _ text: String, incident id: String, actor: String, at: Timestamp? = nil, details: JSONValue = .object([:])
    ) throws -> JournalEntry {
        try check(at, journal.now)
        return try journal.append { session in
            let incident = try Self.find(id, session)
            return JournalDraft(
                kind: JournalKind.note, occurredAt: at, actor: actor, incident: incident.id, summary: text,
                details: details)
        }
    }

    /// Records that a milestone was reached at a time, now where nil. Set again, the later entry counts.
    @discardableResult
    public func milestone(
        _ name: MilestoneName, incident id: String, actor: String, at: Timestamp? = nil, text: String? = nil
    ) throws -> JournalEntry {
        try check(at, journal.now)
        return try journal.append { session in
            let incident = try Self.find(id, session)
            return JournalDraft(
                kind: JournalKind.milestone, occurredAt: at, actor: actor, incident: incident.id,
                summary: "Milestone: \(name.rawValue)" + (text.map { ". \($0)" } ?? ""),
                details: ["milestone": .string(name.rawValue)])
        }
    }

    /// Records what was measured; `details` has the chart (`ReportChart`). `at` is when the measuring began.
    @discardableResult
    public func measure(
        _ text: String, incident id: String, actor: String, at: Timestamp, details: JSONValue
    ) throws -> JournalEntry {
        try journal.append { session in
            JournalDraft(
                kind: JournalKind.measurement, occurredAt: at, actor: actor,
                incident: try Self.find(id, session).id, summary: text, details: details)
        }
    }

    /// Closes an incident. Throws `IncidentsError.alreadyClosed` where it is.
    @discardableResult
    public func close(_ id: String, actor: String, text: String? = nil, at: Timestamp? = nil) throws -> Incident {
        try check(at, journal.now)
        let entry = try journal.append { session in
            let incident = try Self.find(id, session)
            if let closedAt = incident.closedAt { throw IncidentsError.alreadyClosed(incident.id, at: closedAt) }
            return JournalDraft(
                kind: JournalKind.incidentClosed, occurredAt: at, actor: actor, incident: incident.id,
                summary: "Incident closed" + (text.map { ": \($0)" } ?? ""))
        }
        return try find(entry.incident ?? id)
    }

    /// A little tolerance is for clocks of several machines.
    func check(_ at: Timestamp?, _ now: Timestamp) throws {
        if let at, at > now + .seconds(60) { throw IncidentsError.inTheFuture(at) }
    }

    // MARK: - Reading

    /// The incidents, the latest first; only those of one status where it is given.
    public func list(status: IncidentStatus? = nil, limit: Int? = nil) throws -> [Incident] {
        var sql = "SELECT \(IncidentProjection.columns) FROM incidents"
        var parameters: [SQLValue] = []
        if let status {
            parameters.append(.text(status.rawValue))
            sql += " WHERE status = $1"
        }
        sql += " ORDER BY opened_at DESC, id DESC"
        if let limit {
            parameters.append(.integer(Int64(limit)))
            sql += " LIMIT $\(parameters.count)"
        }
        return try journal.database.read { try $0.query(sql, parameters).map(IncidentProjection.incident) }
    }

    /// The incident with an identifier, in letters of either case. Throws `IncidentsError.notFound`.
    public func find(_ id: String) throws -> Incident {
        try journal.database.read { try Self.find(id, $0) }
    }

    /// The only open incident, nil where none is open: what a command takes that was not told which. Throws
    /// `IncidentsError.severalOpen`.
    public func theOnlyOpen() throws -> Incident? {
        let open = try list(status: .open)
        if open.count > 1 { throw IncidentsError.severalOpen(open.map(\.id)) }
        return open.first
    }

    /// Makes the table of incidents again from the journal, which is the truth.
    public func rebuild() throws {
        try journal.database.write { try IncidentProjection.rebuild($0) }
    }

    /// The incident with an identifier, as the caller's transaction sees it. Throws `IncidentsError.notFound`.
    public static func find(_ id: String, in session: any DatabaseSession) throws -> Incident {
        try find(id, session)
    }

    static func find(_ id: String, _ session: any DatabaseSession) throws -> Incident {
        let wanted = id.uppercased()
        guard !wanted.utf8.contains(0),
            let row = try session.first(
                "SELECT \(IncidentProjection.columns) FROM incidents WHERE id = $1", [.text(wanted)])
        else { throw IncidentsError.notFound(id) }
        return try IncidentProjection.incident(row)
    }

    /// `INC-YYYYMMDD-NNN`, one above the day's highest. The caller holds the write lock, so no two get the same.
    private static func nextIdentifier(_ now: Timestamp, _ session: any DatabaseSession) throws -> String {
        let prefix = "INC-\(now.compactDate)-"
        // The longer of two numbers is the greater: a day may have more than 999.
        let row = try session.first(
            "SELECT id FROM incidents WHERE id LIKE $1 ORDER BY LENGTH(id) DESC, id DESC LIMIT 1", [.text(prefix + "%")]
        )
        let last = try row.flatMap { Int(try $0.text("id").dropFirst(prefix.count)) } ?? 0
        let digits = String(last + 1)
        return prefix + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
}
