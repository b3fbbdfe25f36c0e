/// Everything about one incident: what `incident show` prints and the report is made from.
public struct IncidentRecord: Sendable {
    /// The incident.
    public var incident: Incident
    /// The milestones that were reached, in the order of `MilestoneName`; of several settings the last counts.
    public var milestones: [Milestone]
    /// TTD, TTA, TTC and TTR.
    public var metrics: [IncidentMetric]
    /// Its journal entries in the order in which things happened.
    public var entries: [JournalEntry]
    /// The intents among them that have no outcome: something was interrupted.
    public var unfinished: [JournalEntry]

    /// A record from its parts.
    public init(
        incident: Incident, milestones: [Milestone], metrics: [IncidentMetric], entries: [JournalEntry],
        unfinished: [JournalEntry]
    ) {
        self.incident = incident
        self.milestones = milestones
        self.metrics = metrics
        self.entries = entries
        self.unfinished = unfinished
    }
}
