internal import Configuration
internal import HTTP

/// An address that a service hands out and that takes payloads as they are, as Slack's incoming webhooks and Teams'
/// workflows do. It is its own credential: whoever has it can post.
struct IncomingWebhook: Sendable {
    /// The channel's name in the configuration.
    let name: String
    private let url: ConfigurationText
    private let caFile: ConfigurationText?

    /// `caFile` names the authorities to trust for a receiver of one's own.
    init(name: String, url: ConfigurationText, caFile: ConfigurationText?) {
        self.name = name
        self.url = url
        self.caFile = caFile
    }

    /// Reads the settings `url` and, optionally, `caFile`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        url = try mapping.required("url").text()
        caFile = try mapping.optional("caFile")?.filePath()
        try mapping.finish()
    }

    /// Its scheme and host.
    func origin(_ environment: [String: String]) throws(NotificationsError) -> String {
        try ChannelAddress(url, caFile, channel: name, environment).origin
    }

    /// The request that posts a payload of a kind there.
    func request(
        posting payload: Payload, of kind: ChannelKind, _ context: DeliveryContext
    ) throws(NotificationsError) -> HTTPRequest {
        guard payload.kind == kind else { throw .foreignPayload(channel: name) }
        return try ChannelAddress(url, caFile, channel: name, context.environment).request(
            posting: payload.body, as: payload.contentType, context)
    }
}

/// A channel that is nothing but such an address: what it posts, and what its answers mean, is its own.
protocol IncomingWebhookChannel: HTTPChannel {
    var webhook: IncomingWebhook { get }
}

extension IncomingWebhookChannel {
    /// Its name in the configuration.
    public var name: String { webhook.name }

    /// The webhook's scheme and host.
    public func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        try webhook.origin(environment)
    }

    func request(carrying payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> HTTPRequest {
        try webhook.request(posting: payload, of: kind, context)
    }
}
