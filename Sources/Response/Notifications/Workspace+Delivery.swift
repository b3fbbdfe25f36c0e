internal import Basics
internal import Incidents
internal import JSON
public import Notifications

extension Workspace {
    /// Delivers what is due in some channels (all where nil), and writes into the journal what became of it.
    ///
    /// - Parameters:
    ///   - policy: how often each message is tried at once.
    ///   - impatiently: try what failed before at once, where the service did not ask to be left alone.
    public func deliver(
        through names: [String]? = nil, policy: RetryPolicy = .once, impatiently: Bool = false
    ) throws -> [Delivery] {
        let journal = try journal
        let actor = actor
        let worker = OutboxWorker(
            outbox: try outbox, channels: configuration.channels.map(\.channel),
            sender: Sender(
                environment: environment, policy: policy, time: time,
                sign: { [self] secret, body, id, timestamp in
                    try signWebhook(secret: secret, body: body, id: id, timestamp: timestamp).headers
                }),
            schedule: OutboxSchedule(giveUpAfter: configuration.notify.giveUpAfter),
            note: { item, delivery, session in
                try journal.append(JournalDraft(item, delivery, actor: actor), in: session)
            }, insistence: insistence)
        return try worker.deliver(through: names, impatiently: impatiently)
    }

    /// Tries once to deliver what this process has queued by itself. What is not taken is `tick`'s.
    public func deliverAnnouncements() throws -> [Delivery] {
        let names = channelsToTell
        return names.isEmpty ? [] : try deliver(through: names, impatiently: true)
    }
}

extension JournalDraft {
    /// What became of a message, with what of it was cut.
    fileprivate init(_ item: OutboxItem, _ delivery: Delivery, actor: String) throws {
        let place = "'\(delivery.event.rawValue)' for \(delivery.audience.rawValue): \(delivery.channel)"
        let summary =
            switch delivery.outcome {
            case .delivered: "told \(place)"
            case .dropped: "not told any more \(place): \(delivery.reason ?? "")"
            case .failed, .held, .retryable: "not told \(place): \(delivery.reason ?? "")"
            }
        var details = try JSONValue(encoding: delivery).objectValue ?? [:]
        details["message"] = .string(item.payload.id)
        details["bytes"] = .integer(Int64(item.payload.size))
        if !item.payload.cuts.isEmpty { details["cuts"] = try JSONValue(encoding: item.payload.cuts) }
        self.init(
            kind: JournalKind.notification, actor: actor, incident: item.incident, operation: item.operation,
            summary: summary, details: .object(details))
    }
}
