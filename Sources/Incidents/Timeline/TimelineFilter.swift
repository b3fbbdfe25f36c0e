public import Basics
public import Logs

/// Which events of a timeline are wanted.
public struct TimelineFilter: Sendable {
    /// From this instant on.
    public var since: Timestamp?
    /// Before this instant.
    public var until: Timestamp?
    /// Only from sources whose name has this in it: `journal`, `nginx`.
    public var source: String?
    /// Only these kinds of journal entry; all where empty.
    public var kinds: [String] = []
    /// What has to stand in the sentence or in the row, any case.
    public var text: String?
    /// The least severity; what has none is left out.
    public var severity: LogSeverity?
    /// What fields have to be, as `userId=u1`.
    public var conditions: [FieldCondition] = []

    public init() {}

    /// Whether an event is wanted.
    func takes(_ event: TimelineEvent) -> Bool {
        if let since, event.occurredAt < since { return false }
        if let until, event.occurredAt >= until { return false }
        if let source, !event.source.contains(source) { return false }
        if !kinds.isEmpty, !kinds.contains(event.kind) { return false }
        if let severity {
            guard let own = event.severity, own >= severity else { return false }
        }
        for condition in conditions {
            guard condition.holds(for: event.fields.first { $0.name == condition.name }?.value) else { return false }
        }
        guard let text = text?.lowercased() else { return true }
        return event.summary.lowercased().contains(text) || event.original?.lowercased().contains(text) == true
    }
}
