public import Basics
internal import JSON

/// A row of the report's timeline.
public struct ReportEvent: Sendable, Hashable {
    /// What sort of thing it is, which decides how it is drawn.
    public enum Category: String, Sendable, Hashable, CaseIterable {
        /// The incident was opened or closed.
        case incident
        /// A milestone was reached.
        case milestone
        /// A person wrote something down.
        case note
        /// An action was begun.
        case intent
        /// An action came to its end.
        case outcome
        /// Somebody was told.
        case notification
        /// Something was measured.
        case measurement
        /// Any other entry.
        case other
    }

    /// When it happened.
    public var occurredAt: Timestamp
    /// When it was written into the journal.
    public var recordedAt: Timestamp
    /// Who did it.
    public var actor: String
    /// What sort of thing it is.
    public var category: Category
    /// The kind of journal entry.
    public var kind: String
    /// How an action ended; nil for anything but an outcome.
    public var status: ReportAction.Status?
    /// One sentence.
    public var summary: String
    /// The journal entry.
    public var position: Int64

    init(_ entry: JournalEntry) {
        occurredAt = entry.occurredAt
        recordedAt = entry.recordedAt
        actor = entry.actor
        kind = entry.kind
        summary = entry.summary
        position = entry.position
        category =
            switch entry.kind {
            case JournalKind.incidentOpened, JournalKind.incidentClosed: .incident
            case JournalKind.milestone: .milestone
            case JournalKind.note: .note
            case JournalKind.intent: .intent
            case JournalKind.outcome: .outcome
            case JournalKind.notification: .notification
            case JournalKind.measurement: .measurement
            default: .other
            }
        status = category == .outcome ? ReportAction.Status(outcome: entry) : nil
    }

    /// It was written down at least a second after it happened, or before.
    public var wasRecordedLater: Bool { abs(recordedAt.microseconds - occurredAt.microseconds) >= 1_000_000 }
}
