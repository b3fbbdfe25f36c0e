public import Basics
public import State

extension Journal {
    /// The entries that a query asks for, as the caller's transaction sees them.
    public static func entries(_ query: JournalQuery, in session: any DatabaseSession) throws -> [JournalEntry] {
        try JournalStore(session: session).entries(query)
    }

    /// The note of the newest checkpoint that is signed, as the caller's transaction sees it; nil where there is none.
    public static func newestCheckpoint(in session: any DatabaseSession) throws -> String? {
        try JournalStore(session: session).lastNote()
    }

    /// How many entries there are.
    public func count() throws -> Int64 {
        try database.read { try JournalStore(session: $0).size() }
    }

    /// When the last entry was written, by the clock of then; nil where there is none.
    public func lastRecorded() throws -> Timestamp? {
        let count = try count()
        return count > 0 ? try entry(at: count - 1)?.recordedAt : nil
    }

    /// The entries that a query asks for, all of them at once.
    public func entries(_ query: JournalQuery) throws -> [JournalEntry] {
        try database.read { try JournalStore(session: $0).entries(query) }
    }

    /// Entries of an incident (nil: of any), of some kinds (empty: of any), as they were written.
    public func entries(incident: String? = nil, kinds: [String] = [], limit: Int? = nil) throws -> [JournalEntry] {
        try entries(JournalQuery(incident: incident, kinds: kinds, limit: limit))
    }

    /// Hands the entries of a query on, one after the other; only a page of them is in memory at a time. `body` may
    /// write to the journal: what it adds comes too, where it fits the query.
    public func forEach(_ query: JournalQuery, _ body: (JournalEntry) throws -> Void) throws {
        var page = query
        var left = query.limit ?? .max
        while left > 0 {
            page.limit = min(left, Self.pageSize)
            let entries = try entries(page)
            for entry in entries { try body(entry) }
            guard let last = entries.last, entries.count == page.limit else { return }
            page.after = JournalQuery.Place(last)
            left -= entries.count
        }
    }

    /// The entry at a position, or nil where there is none.
    public func entry(at position: Int64) throws -> JournalEntry? {
        try database.read { session in
            try session.first("SELECT leaf FROM journal_entries WHERE position = $1", [.integer(position)]).map { row in
                try JournalLeaf.decode(row.blob("leaf"), position: position)
            }
        }
    }

    /// The entries of one operation: its intent and, where it came to one, its outcome.
    public func entries(operation: String) throws -> [JournalEntry] {
        try entries(JournalQuery(operation: operation))
    }

    /// The intents that have no outcome, oldest first: what was interrupted, or is going on.
    public func unfinished(incident: String? = nil) throws -> [JournalEntry] {
        try database.read { try Self.unfinished(incident: incident, in: $0) }
    }

    static func unfinished(incident: String?, in session: any DatabaseSession) throws -> [JournalEntry] {
        var parameters: [SQLValue] = [.text(JournalKind.intent), .text(JournalKind.outcome)]
        if let incident { parameters.append(.text(incident)) }
        let rows = try session.query(
            """
            SELECT position, leaf FROM journal_entries AS intent
            WHERE intent.operation IS NOT NULL AND intent.kind = $1
                AND NOT EXISTS (
                    SELECT 1 FROM journal_entries AS outcome
                    WHERE outcome.operation = intent.operation AND outcome.kind = $2)
                \(incident == nil ? "" : "AND intent.incident = $3")
            ORDER BY position
            """,
            parameters)
        return try rows.map { try JournalLeaf.decode($0.blob("leaf"), position: $0.integer("position")) }
    }

    /// How many entries are read at a time.
    static let pageSize = 500
}
