public import Basics
internal import JSON
public import Logs

/// Something that happened, at its place in the timeline: what the journal says of firebreak and of people, and the
/// records of logs that were imported.
public struct TimelineEvent: Sendable, Hashable {
    /// A named value of a log's record.
    public struct Field: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    /// When it happened.
    public var occurredAt: Timestamp
    /// When it was written down.
    public var recordedAt: Timestamp
    /// Who did it.
    public var actor: String
    /// One sentence; control characters are made visible.
    public var summary: String
    /// Where it comes from: `journal`, or a log's name.
    public var source: String
    /// The line of that log.
    public var line: Int64?
    /// The kind of journal entry.
    public var kind: String
    /// The incident.
    public var incident: String?
    /// What an intent and its outcome have in common; of a log's record, the import that brought it.
    public var operation: String?
    /// The journal entry.
    public var position: Int64
    /// How grave a log's record is.
    public var severity: LogSeverity?
    /// The other fields of a log's record.
    public var fields: [Field] = []
    /// The row of the log, credentials taken out.
    public var original: String?
    /// How finely the log tells the time.
    public var precision: String?
    /// Where the time's zone is known from.
    public var zoneFrom: String?

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
        if kind == JournalKind.logEvent { readRecord(entry.details) }
    }

    private mutating func readRecord(_ details: JSONValue) {
        source = details["source"]?.stringValue?.printable ?? "log"
        line = details["line"]?.integerValue
        severity = details["severity"]?.stringValue.flatMap(LogSeverity.init(name:))
        fields = (details["fields"]?.objectValue ?? [:]).map { member in
            Field(name: member.key, value: member.value.stringValue ?? member.value.compact)
        }
        original = details["original"]?.stringValue
        precision = details["precision"]?.stringValue
        zoneFrom = details["zoneFrom"]?.stringValue
    }
}
