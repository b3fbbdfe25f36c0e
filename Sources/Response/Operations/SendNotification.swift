public import Basics
internal import Cryptography
internal import Incidents
internal import JSON
public import Notifications
internal import State

/// What is to be told, and to whom.
public struct Notification: Sendable {
    /// What has happened.
    public var event: MessageEvent
    /// The incident; nil takes the only open one.
    public var incident: String?
    /// A sentence to go with it; nil takes one from the incident.
    public var text: String?
    /// The same in words for people outside; nil takes standing sentences.
    public var publicText: String?
    /// Facts with their names.
    public var fields: [MessageField]
    /// The systems that it touches, besides those that the incident names.
    public var systems: [String]
    /// The channels; empty takes those that the routes say.
    public var channels: [String]
    /// For whom; nil takes whom the routes say, or whom a channel usually reaches.
    public var audience: Audience?
    /// Whether it gives way where firebreak has told of the same event by itself: its words then follow as an update,
    /// and without any it is not repeated.
    public var joinsAutomatic: Bool

    public init(
        event: MessageEvent, incident: String? = nil, text: String? = nil, publicText: String? = nil,
        fields: [MessageField] = [], systems: [String] = [], channels: [String] = [], audience: Audience? = nil,
        joinsAutomatic: Bool = false
    ) {
        self.event = event
        self.incident = incident
        self.text = text
        self.publicText = publicText
        self.fields = fields
        self.systems = systems
        self.channels = channels
        self.audience = audience
        self.joinsAutomatic = joinsAutomatic
    }

    /// Whether somebody wrote something for it.
    var hasWords: Bool { text != nil || publicText != nil || !fields.isEmpty }
}

/// Sends a message to its channels, by way of the outbox: what cannot be delivered now is `tick`'s.
public struct SendNotification: Operation {
    /// What would be sent where.
    public struct Plan: Sendable, Encodable {
        public let event: MessageEvent
        public let incident: String
        public let channels: [String]
    }

    public let action = "notify.send"
    private let notification: Notification
    private let policy: RetryPolicy

    public init(_ notification: Notification, policy: RetryPolicy = RetryPolicy()) {
        self.notification = notification
        self.policy = policy
    }

    public var intent: String { "tell the channels: \(notification.event.rawValue)" }

    public func plan(_ workspace: Workspace) throws -> Plan {
        let (message, routes) = try workspace.address(notification, isPreview: false)
        _ = try workspace.payloads(message, routes)
        return Plan(event: notification.event, incident: message.incident, channels: routes.map(\.channel))
    }

    /// Under one operation it is queued once: what was queued by a process that is no more is only delivered.
    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> NotificationReceipt {
        var (message, routes) = try workspace.address(notification, isPreview: false)
        let queued = try workspace.outbox.items(of: record.operation)
        if !queued.isEmpty {
            return try receipt(message, queued.map(\.id), through: queued.map(\.payload.channel), workspace)
        }
        // What a template lacks is said before anything is queued.
        _ = try workspace.payloads(message, routes)
        message.id = Random.identifier(bytes: 16)
        let (journal, announcements) = (try workspace.journal, try workspace.announcements)
        let numbers = try workspace.database.write { session in
            try journal.append(JournalDraft(message, routes, record), in: session)
            return try announcements.queue(
                notification, as: message, along: routes, operation: record.operation, in: session)
        }
        return try receipt(message, numbers, through: routes.map(\.channel), workspace)
    }

    /// Delivers what is due, and says what became of some messages of the outbox.
    private func receipt(
        _ message: Message, _ numbers: [Int64], through channels: [String], _ workspace: Workspace
    ) throws -> NotificationReceipt {
        let deliveries = try workspace.deliver(through: channels, policy: policy, impatiently: true)
        let outbox = try workspace.outbox
        return NotificationReceipt(
            event: notification.event, incident: message.incident,
            deliveries: try numbers.map { number in
                try deliveries.first { $0.id == number } ?? outbox.existing(number).standing(at: workspace.time.now)
            })
    }
}

/// What became of a message at each channel.
public struct NotificationReceipt: OperationReceipt {
    /// What was told; nil where it was several things.
    public let event: MessageEvent?
    public let incident: String?
    public let deliveries: [Delivery]

    /// What waits for its time is in order; what was not taken is not.
    public var status: ExitStatus {
        deliveries.allSatisfy { [.delivered, .held, .dropped].contains($0.outcome) } ? .done : .partial
    }
    public var summary: String {
        func names(_ outcomes: Delivery.Outcome...) -> String {
            deliveries.filter { outcomes.contains($0.outcome) }.map(\.channel).joined(separator: ", ")
        }
        let (taken, held, missed) = (names(.delivered), names(.held), names(.failed, .retryable))
        return "told \(event.map { "'\($0.rawValue)'" } ?? "what was queued") to \(taken.isEmpty ? "nobody" : taken)"
            + (held.isEmpty ? "" : "; later: \(held)") + (missed.isEmpty ? "" : "; not taken by \(missed)")
    }
}

extension JournalDraft {
    /// The message as it was meant, before anything was cut: the report has it all.
    fileprivate init(_ message: Message, _ routes: [Route], _ record: OperationRecord) {
        let ways = routes.map { "\($0.audience.rawValue): \($0.channel)" }.joined(separator: ", ")
        var details: JSONObject = [
            "message": .string(message.id), "event": .string(message.event.rawValue),
            "to": .array(routes.map { ["audience": .string($0.audience.rawValue), "channel": .string($0.channel)] }),
            "text": .string(message.summary),
        ]
        if let text = message.publicSummary { details["publicText"] = .string(text) }
        if !message.fields.isEmpty {
            details["fields"] = .array(message.fields.map { ["name": .string($0.name), "value": .string($0.value)] })
        }
        // By code points: a single letter may have thousands of marks.
        let text =
            message.summary.utf8.count <= 12_000
            ? message.summary : String(message.summary.unicodeScalars.prefix(3000)) + "…"
        self.init(
            kind: JournalKind.notificationQueued, actor: record.actor, incident: record.incident ?? message.incident,
            operation: record.operation,
            summary: "to be told '\(message.event.rawValue)' (\(ways))" + (text.isEmpty ? "" : ": \(text)"),
            details: .object(details))
    }
}
