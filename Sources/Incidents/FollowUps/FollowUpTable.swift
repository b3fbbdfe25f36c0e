import Basics
import JSON
import State

/// The table of follow-ups, beside that of incidents: what the journal says of them, kept ready for looking up.
enum FollowUpTable {
    private static let columns = "position, incident, text, owner, due, due_at, added_at, done_at"

    /// Brings the table up to date with a new entry.
    static func apply(_ entry: JournalEntry, _ session: any DatabaseSession) throws {
        if let followUp = FollowUp(entry) {
            try session.execute(
                """
                INSERT INTO follow_ups (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                [
                    .integer(followUp.position), .text(followUp.incident), .text(followUp.text),
                    .optional(followUp.owner), .optional(followUp.due), .optional(followUp.dueAt?.microseconds),
                    .integer(followUp.addedAt.microseconds), .optional(followUp.doneAt?.microseconds),
                ])
        } else if entry.kind == JournalKind.followUpDone, let number = entry.details["followUp"]?.integerValue {
            try session.execute(
                "UPDATE follow_ups SET done_at = $1 WHERE position = $2",
                [.integer(entry.occurredAt.microseconds), .integer(number)])
        }
    }

    /// The follow-ups, the next that is due first, those without a date last; of one incident where it is given.
    static func all(incident: String?, isDone: Bool?, _ session: any DatabaseSession) throws -> [FollowUp] {
        var conditions: [String] = []
        if incident != nil { conditions.append("incident = $1") }
        if let isDone { conditions.append("done_at IS \(isDone ? "NOT " : "")NULL") }
        let rows = try session.query(
            """
            SELECT \(columns) FROM follow_ups
            \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
            ORDER BY CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, position
            """,
            incident.map { [.text($0)] } ?? [])
        return try rows.map(followUp)
    }

    /// The follow-up of a number; nil where there is none.
    static func find(_ position: Int64, _ session: any DatabaseSession) throws -> FollowUp? {
        try session.first("SELECT \(columns) FROM follow_ups WHERE position = $1", [.integer(position)]).map(followUp)
    }

    private static func followUp(_ row: SQLRow) throws -> FollowUp {
        FollowUp(
            position: try row.integer("position"), incident: try row.text("incident"), text: try row.text("text"),
            owner: try row.optionalText("owner"), due: try row.optionalText("due"),
            dueAt: try row.optionalInteger("due_at").map { Timestamp(microseconds: $0) },
            addedAt: Timestamp(microseconds: try row.integer("added_at")),
            doneAt: try row.optionalInteger("done_at").map { Timestamp(microseconds: $0) })
    }
}
