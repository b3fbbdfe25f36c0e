internal import Basics
internal import Configuration
internal import HTTP

/// Any receiver of CloudEvents over HTTP, signed by Standard Webhooks (standardwebhooks.com) with a secret of the
/// keyring. The event's `id` and the header `webhook-id` are the same at each attempt: receivers can tell a repetition.
public struct WebhookChannel: HTTPChannel {
    /// Its name in the configuration.
    public let name: String
    private let url: ConfigurationText
    private let secret: String
    private let source: String
    private let caFile: ConfigurationText?

    /// Reads the settings `url`, `secret` (the name of a webhook secret) and, optionally, `source` and `caFile`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        url = try mapping.required("url").text()
        secret = try mapping.required("secret").string()
        source = try mapping.cloudEventSource()
        caFile = try mapping.optional("caFile")?.filePath()
        try mapping.finish()
    }

    /// `webhook`.
    public var kind: ChannelKind { .webhook }

    /// The event. It is signed when it is delivered, with the time of that attempt.
    public func render(_ text: MessageText) -> Payload {
        CloudEvent.payload(
            text, source: source, for: self,
            notes: ["delivery signs it with '\(secret.printable)': webhook-id, webhook-timestamp, webhook-signature"])
    }

    /// The receiver's scheme and host.
    public func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        try ChannelAddress(url, caFile, channel: name, environment).origin
    }

    func request(carrying payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> HTTPRequest {
        guard payload.kind == kind else { throw .foreignPayload(channel: name) }
        let address = try ChannelAddress(url, caFile, channel: name, context.environment)
        guard let sign = context.sign else {
            throw .badSetting(channel: name, reason: "there is no keyring to sign with", hint: nil)
        }
        let headers: [(name: String, value: String)]
        do {
            headers = try sign(secret, payload.body, payload.id, context.time.now)
        } catch {
            let failure = error as? any Failure
            throw .badSetting(
                channel: name, reason: failure?.message ?? "its secret cannot sign",
                hint: failure?.hint ?? "'firebreak secrets rotate \(secret.printable)' makes it")
        }
        return address.request(posting: payload.body, as: payload.contentType, context, headers: headers)
    }

    /// Taken is what was answered with 200, 201, 202 or 204 (cloudevents/spec, http-webhook.md §2.2).
    func verdict(on response: HTTPResponse, to request: HTTPRequest) -> DeliveryAttempt.Verdict {
        switch response.status {
        case 200, 201, 202, 204: .delivered
        case 401, 403:
            .rejected(
                reason: "it answered \(response.status)",
                hint: "the receiver may not have taken the current version of '\(secret.printable)' up")
        case 410: .rejected(reason: "it answered 410", hint: "the receiver wants no more events: take the channel out")
        case 415: .rejected(reason: "it answered 415", hint: "the receiver does not take CloudEvents in structured JSON")
        default: .rejected(reason: "it answered \(response.status)")
        }
    }
}
