import Basics
import Configuration
import JSON
import Notifications

/// What must never be seen.
enum Secrets {
    static let path = "/services/T0SECRET/B0SECRET/tokens3cret?key=s3cret"
    static let routingKey = "R0s3cret0123456789abcdefghijklmn"
    static let token = "xoxb-s3cret-0123456789"

    /// Whether any of it can be read in a text.
    static func appear(in text: String) -> Bool { text.lowercased().contains("s3cret") || text.contains("SECRET") }
}

extension Message {
    /// A message as a drill would send it.
    static func sample(
        event: MessageEvent = .opened, title: String = "Admin session stolen",
        summary: String = "Tokens were replayed.",
        fields: [MessageField] = [MessageField(name: "Sessions revoked", value: "1,204")],
        links: [MessageLink] = [MessageLink(title: "Report", url: "https://reports.example.com/INC-1?a=1&b=2")],
        checkpoint: String? = nil, incident: String = "INC-20261121-001", severity: MessageSeverity = .sev1,
        wasAnnounced: Bool? = nil, systems: [String] = []
    ) -> Message {
        Message(
            event: event, incident: incident, title: title, severity: severity, summary: summary, fields: fields,
            systems: systems, actor: "ada", at: Timestamp(seconds: 1_795_230_245), links: links, checkpoint: checkpoint,
            wasAnnounced: wasAnnounced)
    }

    /// A signed note of the usual size.
    static let checkpoint = """
        firebreak.example/journal
        1204
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — firebreak.example/journal Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

        """
}

/// The channels that there are, those that speak HTTP with a receiver's URL.
enum ChannelCase: String, CaseIterable, Sendable {
    case slack, slackAPI, pagerDuty, teams, statuspage, webhook, email, file, command

    /// Those that speak HTTP: the delivery tests are for them.
    static let http: [ChannelCase] = [.slack, .slackAPI, .pagerDuty, .teams, .statuspage, .webhook]
    /// Those that show facts, links and checkpoints: a status page has none of them.
    static let detailed = allCases.filter { $0 != .statuspage }

    /// What `kind` says.
    var word: String { self == .slackAPI ? "slack" : rawValue.lowercased() }

    /// The settings as in `firebreak.yaml`.
    var yaml: String {
        switch self {
        case .slack: "slack: {url: '${env:RECEIVER}'}"
        case .slackAPI: "slack: {token: '${env:TOKEN}', channel: C0123456789, url: '${env:RECEIVER}'}"
        case .pagerDuty: "pagerduty: {url: '${env:RECEIVER}', routingKey: '${env:ROUTING_KEY}'}"
        case .teams: "teams: {url: '${env:RECEIVER}'}"
        case .statuspage:
            "statuspage: {page: kctbh9vrtdwd, apiKey: '${env:TOKEN}', url: '${env:RECEIVER}', components: {ftgks51sfs2d: partial_outage}}"
        case .webhook: "webhook: {url: '${env:RECEIVER}', secret: EVENTS}"
        case .email:
            "email: {server: 'smtp://127.0.0.1:2525', from: 'Jürgen, the \"firebreak\" <fb@example.com>', to: [ada@example.com, 'Ops <ops@example.com>']}"
        case .file: "file: {path: events.jsonl}"
        case .command: "command: {run: [cat]}"
        }
    }

    func channel() throws -> any Channel {
        let file = try ConfigurationFile(text: yaml, directory: "/")
        return try ChannelConfiguration(name: "ops", node: file.root).channel
    }

    /// A message as this channel's usual audience is told it.
    func text(_ message: Message) -> MessageText {
        var message = message
        if self == .statuspage { message.publicSummary = message.summary }
        return MessageText(message, for: self == .statuspage ? .statusPage : .responders)
    }

    /// The environment that the settings refer to.
    static func environment(_ url: String) -> [String: String] {
        ["RECEIVER": url, "ROUTING_KEY": Secrets.routingKey, "TOKEN": Secrets.token]
    }

    /// What the service answers when it has taken a message.
    var success: Receiver.Answer {
        switch self {
        case .slack: .status(200, body: "ok")
        case .slackAPI: .status(200, body: #"{"ok":true,"channel":"C0123456789","ts":"1503435956.000247"}"#)
        case .statuspage: .status(201, body: #"{"id":"p31zjtct2jer","name":"x"}"#)
        case .webhook: .status(204)
        default: .status(202, body: #"{"status":"success","message":"Event processed","dedup_key":"k"}"#)
        }
    }

    /// An answer that looks like success and is none; nil where every 200 is one.
    var falseSuccess: Receiver.Answer? {
        switch self {
        case .slack, .statuspage: .status(200, body: "<html>Please log in</html>")
        case .slackAPI: .status(200, body: #"{"ok":false,"error":"channel_not_found"}"#)
        case .pagerDuty: .status(200, body: "ok")
        case .teams: .status(200, body: "Webhook message delivery failed with error: HTTP error 413")
        default: nil
        }
    }

    /// Every text in a payload in which foreign text may stand, decoded.
    func texts(_ payload: Payload) throws -> [String] {
        switch self {
        case .slack, .slackAPI: try SlackMessage(payload).texts
        case .pagerDuty: try PagerDutyEvent(payload).texts
        case .teams: try TeamsMessage(payload).texts
        case .email: try MailReader(payload.body).texts
        case .statuspage, .webhook, .file, .command: try JSONValue(parsing: payload.body, strict: true).allTexts
        }
    }

    /// A payload as somebody reads it.
    func readable(_ payload: Payload) throws -> String {
        self == .email ? try texts(payload).joined(separator: "\n") : String(decoding: payload.body, as: UTF8.self)
    }
}

extension JSONValue {
    /// Every text in it, names of members too.
    var allTexts: [String] {
        if let text = stringValue { return [text] }
        if let items = arrayValue { return items.flatMap(\.allTexts) }
        return objectValue?.flatMap { [$0.key] + $0.value.allTexts } ?? []
    }
}
