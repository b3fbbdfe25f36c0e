public import Basics

/// Something that happened, at its place in the timeline.
public struct TimelineEvent: Sendable, Hashable {
    /// When it happened.
    public var occurredAt: Timestamp
    /// When it was written down.
    public var recordedAt: Timestamp
    /// Who did it.
    public var actor: String
    /// One sentence; control characters are made visible.
    public var summary: String
    /// Where it comes from: `journal`.
    public var source: String
    /// The kind of journal entry.
    public var kind: String
    /// The incident.
    public var incident: String?
    /// What an intent and its outcome have in common.
    public var operation: String?
    /// The journal entry.
    public var position: Int64

    /// An event from a journal entry.
    public init(_ entry: JournalEntry) {
        occurredAt = entry.occurredAt
        recordedAt = entry.recordedAt
        actor = entry.actor.printable
        summary = entry.summary.printable
        source = "journal"
        kind = entry.kind
        incident = entry.incident
        operation = entry.operation
        position = entry.position
    }
}
