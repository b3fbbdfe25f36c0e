public import Configuration

/// One entry of `routes:`: who is told of what through which channels.
///
/// ```yaml
/// routes:
///   - {audience: responders, severity: [sev1, sev2], channels: [page, ops], events: [opened, resolved]}
/// ```
public struct RouteConfiguration: Sendable {
    /// For whom.
    public let audience: Audience
    /// The severities that go this way.
    public let severities: [MessageSeverity]
    /// The events that go this way.
    public let events: [MessageEvent]
    /// The names of the channels, in the order in which they are tried.
    public let channels: [String]
    private let channelNodes: [ConfigurationNode]

    /// Reads an entry. `severity` and `events` may be left out, and then all go this way.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        audience = try mapping.required("audience").oneOf()
        severities = try Self.list(mapping.optional("severity"))
        events = try Self.list(mapping.optional("events"))
        let channelsNode = try mapping.required("channels")
        channelNodes = try channelsNode.sequence()
        var names: [String] = []
        for node in channelNodes {
            let name = try node.string()
            if !names.contains(name) { names.append(name) }
        }
        guard !names.isEmpty else { throw channelsNode.failure("'\(channelsNode.path)' names no channel") }
        channels = names
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
        channelNodes = []
    }

    /// Refuses a channel that is not among those configured, at its place in the file.
    public func check(channels known: [String]) throws(ConfigurationError) {
        for node in channelNodes {
            let name = try node.string()
            if !known.contains(name) { throw node.unknownChoice(name, among: known) }
        }
    }

    /// Whether a message goes this way.
    public func carries(_ event: MessageEvent, _ severity: MessageSeverity) -> Bool {
        severities.contains(severity) && events.contains(event)
    }

    /// One or several of an enumeration's words; all where nothing is said.
    private static func list<Choice: RawRepresentable & CaseIterable>(
        _ node: ConfigurationNode?
    ) throws(ConfigurationError) -> [Choice] where Choice.RawValue == String {
        guard let node else { return Array(Choice.allCases) }
        guard node.kind == .sequence else { return [try node.oneOf()] }
        var choices: [Choice] = []
        for item in try node.sequence() { choices.append(try item.oneOf()) }
        guard !choices.isEmpty else { throw node.failure("'\(node.path)' is an empty list") }
        return choices
    }
}

/// A channel that a message takes, and the audience that it reaches there.
public struct Route: Sendable, Hashable {
    /// For whom.
    public let audience: Audience
    /// The channel's name.
    public let channel: String

    /// A way of an audience through a channel.
    public init(audience: Audience, channel: String) {
        self.audience = audience
        self.channel = channel
    }
}

extension Sequence<RouteConfiguration> {
    /// Where a message goes: each channel once for each audience, in the order of the configuration.
    public func routes(for event: MessageEvent, severity: MessageSeverity) -> [Route] {
        var routes: [Route] = []
        for entry in self where entry.carries(event, severity) {
            for channel in entry.channels {
                let route = Route(audience: entry.audience, channel: channel)
                if !routes.contains(route) { routes.append(route) }
            }
        }
        return routes
    }

    /// Where a message goes.
    public func routes(for message: Message) -> [Route] { routes(for: message.event, severity: message.severity) }
}
