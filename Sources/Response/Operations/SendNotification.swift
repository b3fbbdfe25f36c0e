public import Basics
internal import Incidents
internal import JSON
public import Notifications

/// What is to be told, and to whom.
public struct Notification: Sendable {
    /// What has happened.
    public let event: MessageEvent
    /// The incident; nil takes the only open one.
    public let incident: String?
    /// A sentence to go with it; nil takes one from the incident.
    public let text: String?
    /// Facts with their names.
    public let fields: [MessageField]
    /// The channels; empty takes those that the routes say.
    public let channels: [String]

    public init(
        event: MessageEvent, incident: String? = nil, text: String? = nil, fields: [MessageField] = [],
        channels: [String] = []
    ) {
        self.event = event
        self.incident = incident
        self.text = text
        self.fields = fields
        self.channels = channels
    }
}

/// Sends a message to its channels.
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
        let (message, deliveries) = try workspace.address(notification, isPreview: false)
        return Plan(event: notification.event, incident: message.incident, channels: deliveries.map(\.channel.name))
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> NotificationReceipt {
        let (message, addressed) = try workspace.address(notification, isPreview: false)
        let sender = Sender(environment: workspace.environment, policy: policy, time: workspace.time)
        let deliveries = addressed.map { address in
            sender.send(address.channel.render(MessageText(message, for: address.audience)), through: address.channel)
        }
        return NotificationReceipt(event: notification.event, incident: message.incident, deliveries: deliveries)
    }
}

/// What became of a message at each channel.
public struct NotificationReceipt: OperationReceipt {
    public let event: MessageEvent
    public let incident: String
    public let deliveries: [Delivery]

    public var status: ExitStatus { deliveries.allSatisfy { $0.outcome == .delivered } ? .done : .partial }
    public var summary: String {
        let taken = deliveries.filter { $0.outcome == .delivered }.map(\.channel)
        let missed = deliveries.filter { $0.outcome != .delivered }.map(\.channel)
        return "told '\(event.rawValue)' to \(taken.isEmpty ? "nobody" : taken.joined(separator: ", "))"
            + (missed.isEmpty ? "" : "; not taken by \(missed.joined(separator: ", "))")
    }
}

extension Workspace {
    /// The payloads of a notification, byte for byte; sends nothing.
    public func preview(_ notification: Notification) throws -> [Payload] {
        let (message, addressed) = try address(notification, isPreview: true)
        return addressed.map { $0.channel.render(MessageText(message, for: $0.audience)) }
    }

    /// A channel that a message takes, and the audience that it reaches there.
    struct Addressed {
        let channel: any Channel
        let audience: Audience
    }

    /// The message, and where it goes.
    func address(_ notification: Notification, isPreview: Bool) throws -> (message: Message, to: [Addressed]) {
        let message = try message(for: notification, isPreview: isPreview)
        guard notification.channels.isEmpty else {
            return (
                message,
                try notification.channels.map { name in
                    Addressed(channel: try channel(name).channel, audience: .responders)
                }
            )
        }
        let routes = configuration.routes.routes(for: message)
        guard !routes.isEmpty else {
            throw LookupFailure.noRoute(
                event: notification.event.rawValue, severity: message.severity.rawValue,
                channels: configuration.channels.map(\.name))
        }
        return (
            message,
            try routes.map { route in
                Addressed(channel: try channel(route.channel).channel, audience: route.audience)
            }
        )
    }

    /// The message of a notification, its facts from the journal. A preview without an incident shows a sample.
    private func message(for notification: Notification, isPreview: Bool) throws -> Message {
        guard let incident = try incident(notification.incident) else {
            guard isPreview else { throw LookupFailure.noIncident }
            return Message(
                event: notification.event, incident: "INC-\(time.now.compactDate)-000", title: "Sample incident",
                severity: .sev1, summary: notification.text ?? "This is what a message looks like.",
                fields: notification.fields, actor: actor, at: time.now)
        }
        let entries = try journal.entries(incident: incident.id)
        let text =
            notification.text ?? entries.last { $0.kind == JournalKind.note || $0.kind == JournalKind.outcome }?.summary
        return Message(
            event: notification.event, incident: incident.id, title: incident.title,
            severity: MessageSeverity(rawValue: incident.severity.rawValue) ?? .sev1, summary: text ?? "",
            fields: notification.fields, actor: actor, at: time.now, checkpoint: try journal.checkpoint()?.note,
            wasAnnounced: entries.contains { entry in
                entry.kind == JournalKind.outcome && entry.details.value(at: "receipt.event")?.stringValue == "opened"
            })
    }
}
