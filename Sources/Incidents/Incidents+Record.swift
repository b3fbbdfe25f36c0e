internal import Basics
internal import State

extension Incidents {
    /// Everything about an incident, on one snapshot, with some of the rows that were imported from logs: it needs the
    /// same memory for a hundred rows and for a million.
    public func show(_ id: String) throws -> IncidentRecord {
        try journal.database.read { session in
            let incident = try Self.find(id, session)
            let store = JournalStore(session: session)
            var query = JournalQuery(incident: incident.id, order: .occurred)
            query.without = JournalKind.logEvent
            let own = try store.entries(query)
            var selection = LogSelection(between: own)
            var reader = LogRowReader()
            query.without = nil
            query.kinds = [JournalKind.logEvent]
            try store.forEachPlace(query) { position, occurredAt, leaf in
                selection.add(reader.row(at: position, occurredAt, leaf))
            }
            let rows = try selection.finish()
            let milestones = Milestone.reached(in: own)
            let entries = (own + rows).sorted { ($0.occurredAt, $0.position) < ($1.occurredAt, $1.position) }
            return IncidentRecord(
                incident: incident, milestones: milestones, metrics: IncidentMetric.all(milestones), entries: entries,
                unfinished: try Journal.unfinished(incident: incident.id, in: session), logs: selection.logs)
        }
    }

    /// The milestones of an incident that were reached.
    public func milestones(of id: String) throws -> [Milestone] {
        let kinds = [JournalKind.milestone, JournalKind.correction]
        return Milestone.reached(in: try journal.entries(incident: try find(id).id, kinds: kinds))
    }
}

extension JournalStore {
    /// Hands on the leaves that a query in the order of happening asks for, with their places; no more than a page of
    /// them is in memory at a time.
    func forEachPlace(_ query: JournalQuery, _ body: (Int64, Timestamp, [UInt8]) throws -> Void) throws {
        var page = query
        var left = query.limit ?? .max
        while left > 0 {
            page.limit = min(left, Journal.pageSize)
            left -= page.limit ?? 0
            let (sql, parameters) = page.statement
            let rows = try session.query(sql, parameters)
            var last: (occurredAt: Timestamp, position: Int64)?
            for row in rows {
                let place = (
                    occurredAt: Timestamp(microseconds: try row.integer("occurred_at")),
                    position: try row.integer("position")
                )
                try body(place.position, place.occurredAt, try row.blob("leaf"))
                last = place
            }
            guard let last, rows.count == page.limit else { return }
            page.after = JournalQuery.Place(occurredAt: last.occurredAt, position: last.position)
        }
    }
}
