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
        /// A row of a log.
        case log
        /// Rows of logs that are only counted.
        case leftOut
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
    /// The entries that correct this one.
    public var correctedBy: [Int64] = []
    /// The rows that are only counted; nil for an entry.
    public var leftOut: LeftOutRows?

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
            case JournalKind.logEvent: .log
            default: .other
            }
        status = category == .outcome ? ReportAction.Status(outcome: entry) : nil
    }

    /// Rows of logs that stand between other events, in place of them.
    init(_ rows: LeftOutRows) {
        occurredAt = rows.firstAt
        recordedAt = rows.firstAt
        actor = ReportText.list(rows.sources.map { $0.split(separator: "/").last.map(String.init) ?? $0 }, limit: 3)
        kind = "log.leftOut"
        summary = Self.sentence(rows)
        position = rows.position
        category = .leftOut
        leftOut = rows
    }

    private static func sentence(_ rows: LeftOutRows) -> String {
        var text = "\(ReportText.counted(rows.rows, "more row")) until \(ReportText.time(rows.lastAt))"
        if ReportText.date(rows.firstAt) != ReportText.date(rows.lastAt) {
            text += " on \(ReportText.date(rows.lastAt))"
        }
        if rows.errors > 0 { text += ", of them \(ReportText.counted(rows.errors, "error"))" }
        return text
    }

    /// What sort of entry it is, in a word or two: `Follow-up`.
    public var word: String {
        switch category {
        case .outcome: status?.words.capitalizedWord ?? "Outcome"
        case .intent: "Begun"
        case .other: Self.words[kind] ?? kind
        default: category.rawValue.capitalizedWord
        }
    }

    /// Words for the kinds of entries that have no category of their own.
    private static let words = [
        JournalKind.incidentChanged: "Change", JournalKind.role: "Role", JournalKind.affected: "Affected", JournalKind.link: "Link",
        JournalKind.followUp: "Follow-up", JournalKind.followUpDone: "Follow-up done", JournalKind.evidence: "Evidence",
        JournalKind.evidenceBundled: "Evidence", JournalKind.correction: "Correction", JournalKind.notificationQueued: "Queued",
        JournalKind.upkeep: "Upkeep", JournalKind.stateBackedUp: "Backup", JournalKind.stateRestored: "Restored",
        JournalKind.playbook: "Playbook",
    ]

    /// It was written down at least a second after it happened, or before.
    public var wasRecordedLater: Bool {
        category != .leftOut && abs(recordedAt.microseconds - occurredAt.microseconds) >= 1_000_000
    }
}
