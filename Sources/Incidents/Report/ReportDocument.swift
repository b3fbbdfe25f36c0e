public import Basics

/// What a post-incident report says, before it takes any form: read from an incident's journal entries. Its texts are
/// foreign: each form escapes them in its own way.
public struct ReportDocument: Sendable {
    /// When the report was made.
    public var generatedAt: Timestamp
    /// The incident.
    public var incident: Incident
    /// Who opened it; nil where the journal does not say.
    public var openedBy: String?
    /// Who had which role, what is affected, and what stands elsewhere.
    public var details: IncidentDetails
    /// What happened, in sentences that follow from the journal.
    public var summary: [String]
    /// Whom and what it touched.
    public var impact: ReportImpact
    /// Every milestone, reached or not, in the order of `MilestoneName`.
    public var milestones: [ReportMilestone]
    /// TTD, TTA, TTC and TTR.
    public var metrics: [IncidentMetric]
    /// Everything in the order in which it happened; of the rows of logs a selection, and how many there are besides.
    public var events: [ReportEvent]
    /// What was imported from logs.
    public var logs: ImportedLogs
    /// What was done, each intent joined with its outcome, in the order in which it was begun.
    public var actions: [ReportAction]
    /// What was measured.
    public var charts: [ReportChart]
    /// What was told to whom.
    public var notifications: [ReportNotification]
    /// What is still to be done.
    public var followUps: [ReportFollowUp]
    /// What the journal does not say.
    public var gaps: [ReportGap]
    /// What people wrote.
    public var narrative: Narrative
    /// What somebody wrote at closing, which is the summary's last sentence; nil where nothing.
    let closingWords: String?
    /// Whether it is for readers outside: internals are replaced or left out.
    public internal(set) var isRedacted = false
    /// The signed statement of what the journal held when the report was made.
    public var checkpoint: ReportCheckpoint?

    /// Reads an incident's report from its entries.
    ///
    /// - Parameters:
    ///   - record: the incident, its milestones, metrics and entries.
    ///   - checkpoint: the journal's latest signed checkpoint.
    ///   - verifierKey: the public key that signed it, in the form of a signed note's verifier key.
    ///   - narrative: what people wrote into an earlier one.
    ///   - generatedAt: now.
    public init(
        _ record: IncidentRecord, checkpoint: Checkpoint?, verifierKey: String?, narrative: Narrative = Narrative(),
        generatedAt: Timestamp
    ) {
        self.generatedAt = generatedAt
        self.narrative = narrative
        incident = record.incident
        closingWords = record.entries.last { $0.kind == JournalKind.incidentClosed }?.summary
        openedBy = record.entries.first { $0.kind == JournalKind.incidentOpened }?.actor
        milestones = MilestoneName.allCases.map { name in
            ReportMilestone(name: name, reached: record.milestones.first { $0.name == name })
        }
        metrics = record.metrics
        details = record.details
        logs = record.logs
        events = record.rows.map { row in
            switch row {
            case .leftOut(let rows): return ReportEvent(rows)
            case .entry(let entry):
                var event = ReportEvent(entry)
                event.correctedBy = record.details.corrections[entry.position] ?? []
                return event
            }
        }
        actions = ReportAction.all(in: record.entries)
        charts = record.entries.compactMap(ReportChart.init).map { $0.pointingOut(record.milestones) }
        notifications = ReportNotification.all(in: record.entries, actions: actions)
        impact = ReportImpact(actions)
        followUps = ReportFollowUp.all(in: record.entries, actions: actions, impact: impact)
        self.checkpoint = checkpoint.map { ReportCheckpoint($0, verifierKey: verifierKey, entries: record.entries) }
        gaps = []
        summary = []
        gaps = ReportGap.all(in: self)
        summary = ReportSummary.sentences(self)
    }

    /// From opening to closing, or until now where it is open. Nil where the times contradict each other.
    public var duration: Duration? {
        let end = incident.closedAt ?? generatedAt
        return end >= incident.openedAt ? end - incident.openedAt : nil
    }

    /// The report in a form, as UTF-8.
    public func bytes(_ format: ReportFormat) -> [UInt8] {
        switch format {
        case .html: HTMLReport(self).bytes
        case .markdown: MarkdownReport(self).bytes
        case .json: JSONReport(self).bytes
        }
    }
}
