internal import Basics
public import Configuration
internal import HTTP

/// A Slack incoming webhook (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). Its URL is its
/// credential: whoever has it can post.
public struct SlackChannel: IncomingWebhookChannel {
    let webhook: IncomingWebhook

    /// A channel that posts to a webhook's URL; `caFile` names the authorities to trust for a receiver of one's own.
    public init(name: String, url: ConfigurationText, caFile: ConfigurationText? = nil) {
        webhook = IncomingWebhook(name: name, url: url, caFile: caFile)
    }

    /// Reads the settings `url` and, optionally, `caFile`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        webhook = try IncomingWebhook(name: name, node: node)
    }

    /// `slack`.
    public var kind: ChannelKind { .slack }

    /// The message in Block Kit.
    public func render(_ text: MessageText) -> Payload {
        let post = SlackPost(text)
        return Payload(
            text, channel: name, kind: kind, contentType: "application/json", body: post.body,
            limits: post.limits, cuts: post.cuts)
    }

    /// Taken is what was answered with 200 and the word `ok`, and nothing else: a proxy's page has status 200 too.
    func verdict(on response: HTTPResponse, to request: HTTPRequest) -> DeliveryAttempt.Verdict {
        let body = String(decoding: response.body.prefix(200), as: UTF8.self).oneLine
        if response.status == 200 && body == "ok" { return .delivered }
        // Slack answers with a word such as `no_service`; what is anything else is not repeated.
        let isWord =
            (1...64).contains(body.utf8.count)
            && body.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
        let word = isWord && !request.url.contains(body) ? " and \(body)" : ""
        return .rejected(
            reason: "it answered \(response.status)\(word)", hint: Self.hint(response.status, isWord ? body : ""))
    }

    /// Slack's words for what is wrong (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
    private static func hint(_ status: Int, _ word: String) -> String? {
        switch word {
        case "no_service", "no_service_id", "no_team", "team_disabled", "invalid_token", "no_active_hooks":
            return "the webhook is revoked or disabled: make a new one in Slack and put its URL in the configuration"
        case "channel_is_archived", "channel_not_found", "posting_to_general_channel_denied", "action_prohibited":
            return "the webhook's Slack channel is gone or closed to it: choose another one in Slack"
        default: break
        }
        switch status {
        case 200: return "something between here and Slack answered in its place, or the URL is not a webhook's"
        case 300...399, 401...404, 410: return "check that the URL is the webhook's, whole"
        default: return nil
        }
    }
}
