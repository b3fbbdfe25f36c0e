internal import Basics
internal import Configuration
internal import HTTP
internal import JSON

/// A Slack channel, through `chat.postMessage` with a bot's token (docs.slack.dev/reference/methods/chat.postMessage):
/// what is told of an incident stands in one thread, and its end in the channel too.
public struct SlackAPIChannel: HTTPChannel {
    /// Its name in the configuration.
    public let name: String
    private let token: ConfigurationText
    private let channel: String
    private let url: ConfigurationText
    private let caFile: ConfigurationText?

    /// Where messages are posted unless the configuration says otherwise.
    public static let defaultURL = "https://slack.com/api/chat.postMessage"

    /// Whether settings are for this and not for a webhook.
    static func isMeant(by node: ConfigurationNode) throws(ConfigurationError) -> Bool {
        try node.mapping().keys.contains("token")
    }

    /// Reads the settings `token`, `channel` (its ID, `C0123456789`) and, optionally, `url` and `caFile`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        token = try mapping.required("token").text()
        channel = try mapping.required("channel").string()
        url = try mapping.optional("url")?.text() ?? ConfigurationText(literal: Self.defaultURL)
        caFile = try mapping.optional("caFile")?.filePath()
        try mapping.finish()
    }

    /// `slack`.
    public var kind: ChannelKind { .slack }

    /// The message in Block Kit. The thread, which only delivery knows, is put in then.
    public func render(_ text: MessageText) -> Payload {
        let post = SlackPost(text, channel: channel)
        return Payload(
            text, channel: name, kind: kind, contentType: "application/json; charset=utf-8", body: post.body,
            limits: post.limits, cuts: post.cuts,
            notes: ["delivery puts thread_ts in where an earlier message of the incident stands in the channel"])
    }

    /// The API's scheme and host.
    public func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        try ChannelAddress(url, caFile, channel: name, environment).origin
    }

    func request(carrying payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> HTTPRequest {
        let start = Array(#"{"channel":"#.utf8)
        guard payload.kind == kind, payload.body.starts(with: start) else { throw .foreignPayload(channel: name) }
        let address = try ChannelAddress(url, caFile, channel: name, context.environment)
        let token = try ChannelSecret.resolve(token, "token", channel: name, context.environment)
        var body = payload.body
        if let thread = context.reference.flatMap(Self.thread) {
            let isEnd = payload.event == .resolved || payload.event == .rotationRecovered
            let members = #""thread_ts":""# + thread + #"","# + (isEnd ? #""reply_broadcast":true,"# : "")
            body.insert(contentsOf: Array(members.utf8), at: 1)
        }
        return address.request(
            posting: body, as: payload.contentType, context, headers: [("Authorization", "Bearer \(token)")])
    }

    /// Taken is what was answered with `"ok": true`, whatever the status (docs.slack.dev/apis/web-api/#responses).
    func verdict(on response: HTTPResponse, to request: HTTPRequest) -> DeliveryAttempt.Verdict {
        guard response.status == 200, let answer = try? JSONValue(parsing: response.body) else {
            return .rejected(
                reason: "it answered \(response.status), and not as Slack's API does",
                hint: "check the channel's url: something between here and Slack answered in its place")
        }
        if answer["ok"]?.boolValue == true { return .delivered }
        let error = answer["error"]?.stringValue ?? ""
        let isWord = (1...64).contains(error.utf8.count) && error.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
        guard isWord else { return .rejected(reason: "it answered 200 and no success") }
        if Self.passing.contains(error) { return .deferred(reason: "it answered \(error)", retryAfter: nil) }
        return .rejected(reason: "it answered \(error)", hint: Self.hint(error))
    }

    /// The channel's own identifier and the message's time name the thread; only the time is needed again.
    func reference(in response: HTTPResponse) -> String? {
        (try? JSONValue(parsing: response.body))?["ts"]?.stringValue.flatMap(Self.thread)
    }

    /// `1503435956.000247`, and nothing else: it goes into a body as it is.
    private static func thread(_ text: String) -> String? {
        let isTime = (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
        return isTime ? text : nil
    }

    /// What passes by itself (docs.slack.dev/reference/methods/chat.postMessage#errors).
    private static let passing: Set<String> = [
        "fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout", "service_unavailable",
        "team_added_to_org", "message_limit_exceeded",
    ]

    private static func hint(_ error: String) -> String? {
        switch error {
        case "not_in_channel": "invite the bot to the channel: /invite @its-name"
        case "channel_not_found", "is_archived": "check the channel's ID in the configuration, as C0123456789"
        case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive":
            "check the bot's token (xoxb-…): it is wrong, revoked or expired"
        case "missing_scope", "no_permission": "the bot needs the scope chat:write"
        default: nil
        }
    }
}
