internal import Basics
internal import Incidents
internal import JSON
public import Notifications
internal import State

extension Workspace {
    /// The payloads of a notification, byte for byte; sends nothing.
    public func preview(_ notification: Notification) throws -> [Payload] {
        let (message, routes) = try address(notification, isPreview: true)
        return try payloads(message, routes)
    }

    /// The payload for each route. Throws where a template needs what the message has not.
    func payloads(_ message: Message, _ routes: [Route]) throws -> [Payload] {
        try routes.map { route in
            let channel = try channel(route.channel).channel
            guard channel.isFit(for: route.audience) else {
                throw NotificationsError.notForEverybody(channel: route.channel, audience: route.audience)
            }
            let text = try MessageText(
                message.addressed(to: route), for: route.audience, templates: configuration.templates)
            let payload = channel.render(text)
            guard let wait = route.unacknowledgedFor else { return payload }
            return payload.noting("goes out only if nobody acknowledges the incident within \(wait.compact)")
        }
    }

    /// The message, and where it goes.
    func address(_ notification: Notification, isPreview: Bool) throws -> (message: Message, to: [Route]) {
        let message = try message(for: notification, isPreview: isPreview)
        guard notification.channels.isEmpty else {
            let routes = try notification.channels.map { name in
                let channel = try channel(name).channel
                return Route(audience: notification.audience ?? channel.usualAudience, channel: name)
            }
            return (message, routes)
        }
        let routes = configuration.routes.routes(for: message).filter { route in
            notification.audience.map { $0 == route.audience } ?? true
        }
        guard !routes.isEmpty else {
            throw LookupFailure.noRoute(
                event: notification.event.rawValue, severity: message.severity.rawValue,
                channels: configuration.channels.map(\.name))
        }
        return (message, routes)
    }

    /// The message of a notification, its facts from the journal. A preview without an incident shows a sample.
    private func message(for notification: Notification, isPreview: Bool) throws -> Message {
        guard let incident = try incident(notification.incident) else {
            guard isPreview else { throw LookupFailure.noIncident }
            return Message(
                event: notification.event, incident: "INC-\(time.now.compactDate)-000", title: "Sample incident",
                severity: .sev1, summary: notification.text ?? "This is what a message looks like.",
                publicSummary: notification.publicText, fields: notification.fields, systems: notification.systems,
                actor: actor, at: time.now)
        }
        let entries = try journal.entries(
            incident: incident.id, kinds: [JournalKind.note, JournalKind.outcome, JournalKind.notification])
        let text = notification.text ?? entries.last(where: \.isNews)?.summary
        let systems = try database.read { try Message.systems(of: incident.id, in: $0) }
        return Message(
            event: notification.event, incident: incident.id, title: incident.title,
            severity: MessageSeverity(incident.severity), summary: text ?? "", publicSummary: notification.publicText,
            fields: notification.fields, systems: systems + notification.systems.filter { !systems.contains($0) },
            actor: actor, at: time.now, checkpoint: try journal.checkpoint()?.note,
            wasAnnounced: entries.contains { entry in
                entry.kind == JournalKind.notification && entry.details["event"]?.stringValue == "opened"
                    && entry.details["outcome"]?.stringValue == "delivered"
            })
    }
}

extension JournalEntry {
    /// Whether it says something that a message without words of its own can say: a note, or what was done besides
    /// telling.
    fileprivate var isNews: Bool {
        switch kind {
        case JournalKind.note: true
        case JournalKind.outcome: details["action"]?.stringValue?.hasPrefix("notify.") != true
        default: false
        }
    }
}
