import Basics
import Configuration
import Notifications

/// What must never be seen.
enum Secrets {
    static let path = "/services/T0SECRET/B0SECRET/tokens3cret?key=s3cret"
    static let routingKey = "R0s3cret0123456789abcdefghijklmn"

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
        wasAnnounced: Bool? = nil
    ) -> Message {
        Message(
            event: event, incident: incident, title: title, severity: severity, summary: summary, fields: fields,
            actor: "ada", at: Timestamp(seconds: 1_795_230_245), links: links, checkpoint: checkpoint,
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

/// The channels that there are, each with a receiver's URL.
enum ChannelCase: String, CaseIterable, Sendable {
    case slack, pagerDuty

    /// The settings as in `firebreak.yaml`.
    var yaml: String {
        switch self {
        case .slack: "slack: {url: '${env:RECEIVER}'}"
        case .pagerDuty: "pagerduty: {url: '${env:RECEIVER}', routingKey: '${env:ROUTING_KEY}'}"
        }
    }

    func channel() throws -> any Channel {
        let file = try ConfigurationFile(text: yaml, directory: "/")
        return try ChannelConfiguration(name: "ops", node: file.root).channel
    }

    /// The environment that the settings refer to.
    static func environment(_ url: String) -> [String: String] {
        ["RECEIVER": url, "ROUTING_KEY": Secrets.routingKey]
    }

    /// What the service answers when it has taken a message.
    var success: Receiver.Answer {
        switch self {
        case .slack: .status(200, body: "ok")
        case .pagerDuty: .status(202, body: #"{"status":"success","message":"Event processed","dedup_key":"k"}"#)
        }
    }

    /// An answer that looks like success and is none.
    var falseSuccess: Receiver.Answer {
        switch self {
        case .slack: .status(200, body: "<html>Please log in</html>")
        case .pagerDuty: .status(200, body: "ok")
        }
    }

    /// Every text in a payload in which foreign text may stand, decoded.
    func texts(_ payload: Payload) throws -> [String] {
        switch self {
        case .slack: try SlackMessage(payload).texts
        case .pagerDuty: try PagerDutyEvent(payload).texts
        }
    }
}
