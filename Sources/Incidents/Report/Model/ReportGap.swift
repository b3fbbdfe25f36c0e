/// Something that a reader of the report would want to know and that the journal does not say.
public struct ReportGap: Sendable, Hashable {
    /// What sort of thing is missing.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The journal could say it, and does not.
        case data
        /// Only people can write it.
        case writing
    }

    /// What sort of thing is missing.
    public var kind: Kind
    /// What, a few words.
    public var title: String
    /// What is to be done about it, or what belongs there, in a sentence.
    public var text: String

    /// What is missing in a document whose other parts are there.
    static func all(in document: ReportDocument) -> [ReportGap] { data(document) + writing(document.narrative) }

    private static func data(_ document: ReportDocument) -> [ReportGap] {
        var gaps: [ReportGap] = []
        let missing = document.milestones.filter { $0.reached == nil }.map(\.name.rawValue)
        if !missing.isEmpty {
            gaps.append(
                ReportGap(
                    kind: .data, title: "Milestones: \(ReportText.list(missing))",
                    text: "Without them \(durations(document)) cannot be told. They can still be set, with the time at "
                        + "which they were reached."))
        }
        for metric in document.metrics {
            if let problem = metric.problem { gaps.append(ReportGap(kind: .data, title: metric.name, text: problem)) }
        }
        if document.incident.closedAt == nil {
            gaps.append(
                ReportGap(
                    kind: .data, title: "The end", text: "The incident is still open; this report is provisional."))
        }
        if document.actions.isEmpty {
            gaps.append(ReportGap(kind: .data, title: "Actions", text: "No action was recorded for this incident."))
        }
        if document.notifications.isEmpty {
            gaps.append(ReportGap(kind: .data, title: "Notifications", text: "Nobody was told through firebreak."))
        }
        if document.checkpoint == nil {
            gaps.append(
                ReportGap(
                    kind: .data, title: "Checkpoint",
                    text: "The journal has no signed checkpoint yet: its entries cannot be proven."))
        }
        return gaps
    }

    private static func durations(_ document: ReportDocument) -> String {
        let names = document.metrics.filter { !$0.missing.isEmpty }.map(\.name)
        return names.isEmpty ? "the durations" : ReportText.list(names)
    }

    /// The sections that nobody has written yet.
    private static func writing(_ narrative: Narrative) -> [ReportGap] {
        NarrativeSection.all.filter { narrative[$0] == nil }.map { section in
            ReportGap(kind: .writing, title: section.title, text: section.prompt)
        }
    }
}
