internal import Basics

/// Everything about one incident: what `incident show` prints and the report is made from.
public struct IncidentRecord: Sendable {
    /// The incident.
    public var incident: Incident
    /// The milestones that were reached, in the order of `MilestoneName`; of several settings the last counts.
    public var milestones: [Milestone]
    /// TTD, TTA, TTC and TTR.
    public var metrics: [IncidentMetric]
    /// Its journal entries in the order in which things happened: all that firebreak and people wrote, and of the rows
    /// that were imported from logs as many as can be shown.
    public var entries: [JournalEntry]
    /// What was imported from logs, and what of it is not among the entries.
    public var logs: ImportedLogs
    /// The intents among them that have no outcome: something was interrupted.
    public var unfinished: [JournalEntry]
    /// Roles, what is affected, links, follow-ups and corrections.
    public var details: IncidentDetails

    /// A record from its parts.
    public init(
        incident: Incident, milestones: [Milestone], metrics: [IncidentMetric], entries: [JournalEntry],
        unfinished: [JournalEntry], logs: ImportedLogs = ImportedLogs()
    ) {
        self.incident = incident
        self.milestones = milestones
        self.metrics = metrics
        self.entries = entries
        self.unfinished = unfinished
        self.logs = logs
        details = IncidentDetails(entries)
    }

    /// A row of the incident's timeline.
    public enum Row: Sendable {
        /// An entry.
        case entry(JournalEntry)
        /// Rows of logs that are only counted.
        case leftOut(LeftOutRows)

        fileprivate var place: (Timestamp, Int64, Int) {
            switch self {
            case .entry(let entry): (entry.occurredAt, entry.position, 1)
            case .leftOut(let rows): (rows.firstAt, rows.position, 0)
            }
        }
    }

    /// The entries, and between them what is left out, in the order in which things happened.
    public var rows: [Row] {
        (entries.map(Row.entry) + logs.leftOut.map(Row.leftOut)).sorted { $0.place < $1.place }
    }
}
