internal import Basics
public import Configuration

/// One entry of `routes:`: who is told of what through which channels.
///
/// ```yaml
/// routes:
///   - {audience: responders, severity: [sev1, sev2], channels: [page, ops], events: [opened, resolved]}
///   - {audience: owners, system: [billing], channels: [billing-team]}
///   - {audience: responders, severity: [sev3, sev4], channels: [ops], quietHours: {from: "22:00", to: "07:00", zone: Europe/Berlin}}
///   - {audience: responders, severity: sev1, channels: [page], escalate: [{after: 15m, channels: [phone]}]}
/// ```
public struct RouteConfiguration: Sendable {
    /// For whom.
    public let audience: Audience
    /// The severities that go this way.
    public let severities: [MessageSeverity]
    /// The events that go this way.
    public let events: [MessageEvent]
    /// The systems whose messages go this way; nil for all, those of no system too.
    public let systems: [String]?
    /// The names of the channels, in the order in which they are tried.
    public let channels: [String]
    /// When its messages wait; nil for never.
    public let quietHours: QuietHours?
    /// Who is told in addition where nobody acknowledges.
    public let escalations: [Escalation]
    private let channelNodes: [ConfigurationNode]

    /// Reads an entry. `severity`, `events` and `system` may be left out, and then all go this way.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        audience = try mapping.required("audience").oneOf()
        severities = try mapping.optional("severity")?.choices() ?? MessageSeverity.allCases
        events = try mapping.optional("events")?.choices() ?? MessageEvent.allCases
        systems = try mapping.optional("system")?.names()
        let channelsNode = try mapping.required("channels")
        channelNodes = try channelsNode.sequence()
        var names: [String] = []
        for node in channelNodes {
            let name = try node.string()
            if !names.contains(name) { names.append(name) }
        }
        guard !names.isEmpty else { throw channelsNode.failure("'\(channelsNode.path)' names no channel") }
        channels = names
        if let quiet = mapping.optional("quietHours") {
            quietHours = try QuietHours(node: quiet)
            if severities.contains(.sev1) {
                throw quiet.failure(
                    "'\(quiet.path)' would hold messages of a sev1 back",
                    hint: "give this route 'severity: [sev3, sev4]', and the severe ones a route of their own")
            }
        } else {
            quietHours = nil
        }
        var escalations: [Escalation] = []
        for entry in try mapping.optional("escalate")?.sequence() ?? [] {
            escalations.append(try Escalation(node: entry))
        }
        self.escalations = escalations
        try mapping.finish()
    }

    /// A route that does not come from a file; nil for all.
    public init(
        audience: Audience, severities: [MessageSeverity]? = nil, events: [MessageEvent]? = nil, channels: [String]
    ) {
        self.audience = audience
        self.severities = severities ?? MessageSeverity.allCases
        self.events = events ?? MessageEvent.allCases
        self.channels = channels
        systems = nil
        quietHours = nil
        escalations = []
        channelNodes = []
    }

    /// Refuses a channel that is not among those configured, and one that everybody can read for an audience that is
    /// not outside, at its place in the file; also where it is told only if nobody acknowledges.
    public func check(channels known: [ChannelConfiguration]) throws(ConfigurationError) {
        for node in channelNodes + escalations.flatMap(\.channelNodes) {
            let name = try node.string()
            guard let channel = known.first(where: { $0.name == name })?.channel else {
                throw node.unknownChoice(name, among: known.map(\.name))
            }
            guard channel.isFit(for: audience) else {
                throw node.failure(
                    "everybody can read '\(name.printable)', which is nothing for \(audience.rawValue)",
                    hint: "its audience is statusPage, customers or partners")
            }
        }
    }

    /// Whether a message goes this way.
    public func carries(_ event: MessageEvent, _ severity: MessageSeverity, systems named: [String] = []) -> Bool {
        guard severities.contains(severity), events.contains(event), !(audience.isOutside && event.isUpkeep) else {
            return false
        }
        guard let systems else { return true }
        return named.contains { systems.contains($0) }
    }
}

/// A channel that a message takes, and the audience that it reaches there.
public struct Route: Sendable, Hashable {
    /// For whom.
    public let audience: Audience
    /// The channel's name.
    public let channel: String
    /// When its messages wait; nil for never.
    public let quietHours: QuietHours?
    /// How long nobody must have acknowledged the incident for it to go there; nil for at once.
    public let unacknowledgedFor: Duration?

    /// A way of an audience through a channel.
    public init(
        audience: Audience, channel: String, quietHours: QuietHours? = nil, unacknowledgedFor: Duration? = nil
    ) {
        self.audience = audience
        self.channel = channel
        self.quietHours = quietHours
        self.unacknowledgedFor = unacknowledgedFor
    }
}

extension Sequence<RouteConfiguration> {
    /// Where a message goes: each channel once for each audience, in the order of the configuration; then, for an
    /// incident that is opened, where it goes if nobody acknowledges it.
    public func routes(
        for event: MessageEvent, severity: MessageSeverity, systems: [String] = []
    ) -> [Route] {
        var routes: [Route] = []
        let entries = filter { $0.carries(event, severity, systems: systems) }
        for entry in entries {
            for channel in entry.channels
            where !routes.contains(where: { $0.audience == entry.audience && $0.channel == channel }) {
                routes.append(Route(audience: entry.audience, channel: channel, quietHours: entry.quietHours))
            }
        }
        guard event == .opened else { return routes }
        for entry in entries {
            for escalation in entry.escalations {
                for channel in escalation.channels {
                    let route = Route(
                        audience: entry.audience, channel: channel, unacknowledgedFor: escalation.after)
                    if !routes.contains(route) { routes.append(route) }
                }
            }
        }
        return routes
    }

    /// Where a message goes.
    public func routes(for message: Message) -> [Route] {
        routes(for: message.event, severity: message.severity, systems: message.systems)
    }
}
