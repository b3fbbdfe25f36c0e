public import Basics
internal import JSON

/// Something that is to be done after an incident.
public struct FollowUp: Sendable, Hashable, Codable {
    /// The journal entry that wrote it down; also its number for people.
    public var position: Int64
    /// The incident.
    public var incident: String
    /// What is to be done.
    public var text: String
    /// Who is to do it; nil where nobody is named.
    public var owner: String?
    /// Until when, as it was given; nil where nothing was said.
    public var due: String?
    /// The instant at which it is overdue.
    public var dueAt: Timestamp?
    /// When it was written down.
    public var addedAt: Timestamp
    /// When it was done; nil where it is not.
    public var doneAt: Timestamp?

    /// A follow-up from its parts.
    public init(
        position: Int64, incident: String, text: String, owner: String?, due: String?, dueAt: Timestamp?,
        addedAt: Timestamp, doneAt: Timestamp? = nil
    ) {
        self.position = position
        self.incident = incident
        self.text = text
        self.owner = owner
        self.due = due
        self.dueAt = dueAt
        self.addedAt = addedAt
        self.doneAt = doneAt
    }

    /// The follow-up that an entry writes down; nil where it does not.
    init?(_ entry: JournalEntry) {
        guard entry.kind == JournalKind.followUp, let incident = entry.incident else { return nil }
        let due = entry.details["due"]?.stringValue
        self.init(
            position: entry.position, incident: incident, text: entry.summary,
            owner: entry.details["owner"]?.stringValue, due: due, dueAt: due.flatMap { DueDate($0)?.end },
            addedAt: entry.occurredAt, doneAt: entry.details["status"]?.stringValue == "done" ? entry.occurredAt : nil)
    }

    /// Whether it should have been done by now.
    public func isOverdue(_ now: Timestamp) -> Bool { doneAt == nil && dueAt.map { $0 <= now } ?? false }
}
