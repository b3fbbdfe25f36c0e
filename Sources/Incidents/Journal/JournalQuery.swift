import Basics
import State

/// Which entries of the journal, and in which order.
public struct JournalQuery: Sendable {
    /// The order of the answer.
    public enum Order: Sendable {
        /// As they were written.
        case recorded
        /// As things happened. Only with an incident, whose entries are kept in that order.
        case occurred
    }

    /// Only those of one incident.
    public var incident: String?
    /// Only these kinds; all where empty.
    public var kinds: [String] = []
    /// All but this kind.
    public var without: String?
    /// Only those of one operation: an intent and its outcome.
    public var operation: String?
    /// The order of the answer.
    public var order = Order.recorded
    /// At most so many.
    public var limit: Int?
    /// Only what comes behind this place in the order asked for.
    public var after: Place?

    /// Where an entry stands, in either order.
    public struct Place: Sendable, Hashable {
        let occurredAt: Timestamp
        let position: Int64

        init(occurredAt: Timestamp, position: Int64) {
            self.occurredAt = occurredAt
            self.position = position
        }

        /// Where this entry stands.
        public init(_ entry: JournalEntry) { self.init(occurredAt: entry.occurredAt, position: entry.position) }
    }

    /// Every entry, as they were written.
    public init() {}

    /// Entries of an incident, of some kinds, at most `limit`.
    public init(
        incident: String? = nil, kinds: [String] = [], operation: String? = nil, order: Order = .recorded,
        limit: Int? = nil
    ) {
        self.incident = incident
        self.kinds = kinds
        self.operation = operation
        self.order = order
        self.limit = limit
    }

    var statement: (sql: String, parameters: [SQLValue]) {
        var parameters: [SQLValue] = []
        var conditions: [String] = []
        func bind(_ value: SQLValue) -> String {
            parameters.append(value)
            return "$\(parameters.count)"
        }
        if let incident { conditions.append("incident = \(bind(.text(incident)))") }
        if let operation { conditions.append("operation = \(bind(.text(operation)))") }
        if !kinds.isEmpty { conditions.append("kind IN (\(kinds.map { bind(.text($0)) }.joined(separator: ", ")))") }
        if let without { conditions.append("kind <> \(bind(.text(without)))") }
        switch (order, after) {
        case (_, nil): break
        case (.recorded, let last?): conditions.append("position > \(bind(.integer(last.position)))")
        case (.occurred, let last?):
            let place = [.integer(last.occurredAt.microseconds), .integer(last.position)].map(bind).joined(
                separator: ", ")
            conditions.append("(occurred_at, position) > (\(place))")
        }
        var sql = "SELECT position, occurred_at, leaf FROM journal_entries"
        if !conditions.isEmpty { sql += " WHERE " + conditions.joined(separator: " AND ") }
        sql += order == .occurred ? " ORDER BY occurred_at, position" : " ORDER BY position"
        if let limit { sql += " LIMIT \(bind(.integer(Int64(limit))))" }
        return (sql, parameters)
    }
}
