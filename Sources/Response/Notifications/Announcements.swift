internal import Basics
internal import Cryptography
internal import Incidents
internal import Notifications
internal import State
internal import Synchronization

/// Turns messages into payloads and queues them. It watches the journal: what a journal entry makes known is queued in
/// the entry's own transaction, so that neither is there without the other.
final class Announcements: Sendable {
    private let configuration: FirebreakConfiguration
    let outbox: Outbox
    private let time: TimeSource
    private let queued = Mutex<[String]>([])

    init(configuration: FirebreakConfiguration, outbox: Outbox, time: TimeSource) {
        self.configuration = configuration
        self.outbox = outbox
        self.time = time
    }

    /// The channels into which something was queued that came from the journal.
    var channels: [String] { queued.withLock { $0 } }

    /// A journal entry that has just been written: who is to be told of it, and whose escalation it ends.
    func observe(_ entry: JournalEntry, _ session: any DatabaseSession) throws {
        if let incident = entry.incident, let reason = entry.endOfEscalation {
            try outbox.callOffEscalations(of: incident, because: reason, in: session)
        }
        guard !configuration.routes.isEmpty, let event = entry.announcedEvent,
            configuration.notify.automatic.contains(event) || event == .rotationRecovered,
            let message = try Message(entry, event, in: session)
        else { return }
        let routes = try routes(for: message, and: entry.announcedAlong).filter { route in
            try !isTold(message, along: route, in: session)
        }
        let numbers = try queue(message, along: routes, operation: entry.operation, isAutomatic: true, in: session)
        guard !numbers.isEmpty else { return }
        let names = routes.map(\.channel)
        queued.withLock { known in known += names.filter { !known.contains($0) } }
    }

    /// The routes of a message, and those of further events; each channel once for each audience.
    private func routes(for message: Message, and events: [MessageEvent]) -> [Route] {
        var routes = configuration.routes.routes(for: message)
        for event in events {
            routes += configuration.routes.routes(for: event, severity: message.severity, systems: message.systems)
                .filter { route in
                    !routes.contains { $0.audience == route.audience && $0.channel == route.channel }
                }
        }
        return routes
    }

    /// Whether somebody has told of it in words of their own, so that it is not told by itself too. Whom to call where
    /// nobody acknowledges is another matter.
    private func isTold(_ message: Message, along route: Route, in session: any DatabaseSession) throws -> Bool {
        guard message.event.happensOnce, route.unacknowledgedFor == nil else { return false }
        return try outbox.standing(
            of: message.event, in: message.incident, since: Incidents.beginning(of: message.incident, in: session),
            along: route, isAutomatic: false, session) != nil
    }

    /// Queues a message along its routes; gives the numbers in the outbox. What is for people inside never goes where
    /// everybody can read it, whatever the routes say: nobody is there to be told of the mistake. Where a template lacks something, firebreak's
    /// own words go out, and the payload's notes say so: nobody waits for a word at three in the morning.
    func queue(
        _ message: Message, along routes: [Route], operation: String?, isAutomatic: Bool = false,
        in session: any DatabaseSession
    ) throws -> [Int64] {
        var entries: [OutboxEntry] = []
        for route in routes {
            guard let channel = channel(route.channel), channel.isFit(for: route.audience) else { continue }
            var addressed = message.addressed(to: route)
            addressed.wasAnnounced = try outbox.wasAnnounced(message.incident, channel: route.channel, in: session)
            let (payload, dueAt) = (render(addressed, for: route.audience, through: channel), dueTime(route))
            entries.append(
                OutboxEntry(
                    payload: payload, conversation: message.incident,
                    incident: message.event.isUpkeep || message.incident.hasPrefix("rotation/") ? nil : message.incident,
                    operation: operation, dueAt: dueAt, condition: condition(of: message, route, isAutomatic)))
        }
        return try outbox.queue(entries, in: session)
    }

    /// The channel of a name; nil where the configuration has none.
    func channel(_ name: String) -> (any Channel)? { configuration.channels.first { $0.name == name }?.channel }

    private func render(_ message: Message, for audience: Audience, through channel: any Channel) -> Payload {
        do throws(NotificationsError) {
            return channel.render(try MessageText(message, for: audience, templates: configuration.templates))
        } catch {
            return channel.render(MessageText(message, for: audience)).noting(
                "firebreak's own words were used: \(error.message)")
        }
    }

    private func condition(of message: Message, _ route: Route, _ isAutomatic: Bool) -> OutboxCondition? {
        if route.unacknowledgedFor != nil { return .unacknowledged }
        return isAutomatic && message.event.happensOnce ? .untold : nil
    }

    private func dueTime(_ route: Route) -> Timestamp {
        if let wait = route.unacknowledgedFor { return time.now + wait }
        return route.quietHours?.end(at: time.now) ?? time.now
    }
}

extension Message {
    /// The message as it goes along a route, with a name of its own: what goes to another audience is another message.
    /// The name is the same each time, and tells nothing of the incident to whoever sees it.
    func addressed(to route: Route) -> Message {
        var message = self
        message.unacknowledgedFor = route.unacknowledgedFor
        if id != "preview" {
            let name = "\(id).\(route.audience.rawValue)" + (route.unacknowledgedFor.map { ".\($0.compact)" } ?? "")
            message.id = Hexadecimal.encode(SHA256.hash(Array(name.utf8)).prefix(16))
        }
        return message
    }
}

extension MessageSeverity {
    /// The journal's word in ours.
    init(_ severity: Severity) { self = MessageSeverity(rawValue: severity.rawValue) ?? .sev1 }
}
