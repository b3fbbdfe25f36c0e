public import Basics
internal import JSON

/// Somebody was told, or should have been.
public struct ReportNotification: Sendable, Hashable {
    /// When.
    public var at: Timestamp
    /// The channel, as `ops (slack)`.
    public var channel: String
    /// What was told, as `opened`.
    public var event: String?
    /// `delivered`, `failed` or `retryable`; nil where the journal does not say.
    public var outcome: String?
    /// What else there is to know, in sentences.
    public var remarks: [String]
    /// What was to be told, whole, where the message was cut to fit; nil where it was not.
    public var text: String?
    /// The journal entry.
    public var position: Int64

    /// Whether the service took it.
    public var wasDelivered: Bool { outcome == "delivered" }

    /// The notifications that entries tell of: of their own, and as receipts of actions.
    static func all(in entries: [JournalEntry], actions: [ReportAction]) -> [ReportNotification] {
        var all: [ReportNotification] = []
        // Of a message that was tried again what was written last counts.
        var last: [Int64: Int64] = [:]
        for entry in entries where entry.kind == JournalKind.notification {
            if let id = entry.details["id"]?.integerValue { last[id] = max(last[id] ?? 0, entry.position) }
        }
        var told: Set<String> = []
        let texts = Dictionary(
            entries.compactMap { entry -> (String, String)? in
                guard entry.kind == JournalKind.notificationQueued, let operation = entry.operation,
                    let text = entry.details["text"]?.stringValue
                else { return nil }
                return (operation, text)
            }, uniquingKeysWith: { first, _ in first })
        for entry in entries where entry.kind == JournalKind.notification {
            if let operation = entry.operation { told.insert(operation) }
            if let id = entry.details["id"]?.integerValue, last[id] != entry.position { continue }
            all +=
                deliveries(in: entry.details["receipt"] ?? entry.details, at: entry.occurredAt, entry.position)
                ?? [
                    ReportNotification(
                        at: entry.occurredAt, entry.details, entry.position, summary: entry.summary,
                        text: entry.details["cuts"] == nil ? nil : entry.operation.flatMap { texts[$0] })
                ]
        }
        // What was queued has entries of its own; a receipt tells only of what was sent without the outbox.
        for action in actions where action.action.hasPrefix("notify.") {
            if let operation = action.operation, told.contains(operation) { continue }
            guard let receipt = action.receipt, let position = action.positions.last else { continue }
            all += deliveries(in: receipt, at: action.endedAt ?? action.startedAt, position) ?? []
        }
        return all.sorted { ($0.at, $0.position) < ($1.at, $1.position) }
    }

    private static func deliveries(
        in receipt: JSONValue, at instant: Timestamp, _ position: Int64
    ) -> [ReportNotification]? {
        receipt["deliveries"]?.arrayValue?.map { ReportNotification(at: instant, $0, position, summary: nil) }
    }

    private init(
        at instant: Timestamp, _ delivery: JSONValue, _ position: Int64, summary: String?, text: String? = nil
    ) {
        at = instant
        self.text = text
        self.position = position
        let kind = delivery["kind"]?.stringValue.map { " (\($0))" } ?? ""
        channel = (delivery["channel"]?.stringValue ?? "a channel") + kind
        event = delivery["event"]?.stringValue
        outcome = delivery["outcome"]?.stringValue ?? delivery["status"]?.stringValue
        remarks = [summary, delivery["reason"]?.stringValue].compactMap { $0 }
        remarks += delivery["notes"]?.arrayValue?.compactMap(\.stringValue) ?? []
        if let attempts = delivery["attempts"]?.integerValue, attempts > 1 {
            remarks.append("tried \(ReportText.count(attempts)) times")
        }
    }
}
