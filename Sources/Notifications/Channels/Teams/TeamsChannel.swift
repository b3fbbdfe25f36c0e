internal import Basics
internal import Configuration
internal import HTTP

/// A chat or channel of Microsoft Teams, through a workflow that begins with "When a Teams webhook request is received".
/// Its URL is its credential.
public struct TeamsChannel: IncomingWebhookChannel {
    let webhook: IncomingWebhook

    /// Reads the settings `url` and, optionally, `caFile`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        webhook = try IncomingWebhook(name: name, node: node)
    }

    /// `teams`.
    public var kind: ChannelKind { .teams }

    /// The message as an Adaptive Card.
    public func render(_ text: MessageText) -> Payload {
        let card = TeamsCard(text)
        return Payload(
            text, channel: name, kind: kind, contentType: "application/json", body: card.body, limits: card.limits,
            cuts: card.cuts)
    }

    /// Taken is what was answered with 202. The connectors that Teams had before answered 200 whatever became of it,
    /// with the failure in words.
    func verdict(on response: HTTPResponse, to request: HTTPRequest) -> DeliveryAttempt.Verdict {
        if response.status == 202 { return .delivered }
        let hint: String? =
            switch response.status {
            case 200...299: "a workflow answers 202: check that the URL is a workflow's, and no connector's of old"
            case 300...399: "check that the URL is the workflow's, whole"
            case 400, 401, 403, 404, 410:
                "the workflow is gone, switched off, or its URL was renewed: copy its URL anew"
            case 413: "the message is too large for the workflow"
            default: nil
            }
        return .rejected(reason: "it answered \(response.status)", hint: hint)
    }
}
