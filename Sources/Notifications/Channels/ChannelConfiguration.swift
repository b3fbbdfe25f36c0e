public import Configuration

/// One entry of `channels:`. Its address and key are resolved only when something is delivered.
///
/// ```yaml
/// channels:
///   ops:  {slack: {url: "${env:SLACK_WEBHOOK_URL}"}}
///   page: {pagerduty: {routingKey: "${env:PAGERDUTY_KEY}"}}
///   mail: {email: {server: "smtp://smtp.example.com:587", from: firebreak@example.com, to: [oncall@example.com]}}
/// ```
public struct ChannelConfiguration: Sendable {
    /// The entry's name.
    public let name: String
    /// The channel that it describes.
    public let channel: any Channel
    /// What it is.
    public var kind: ChannelKind { channel.kind }

    /// Reads an entry: a mapping with one key, the channel's kind.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        self.name = name
        var mapping = try node.mapping()
        var found: [(kind: ChannelKind, node: ConfigurationNode)] = []
        for kind in ChannelKind.allCases {
            if let node = mapping.optional(kind.rawValue) { found.append((kind, node)) }
        }
        try mapping.finish()
        let kinds = ChannelKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard let (kind, settings) = found.first else {
            throw node.failure("'\(node.path)' needs a kind of channel", hint: "one of: \(kinds)")
        }
        guard found.count == 1 else {
            throw node.failure("'\(node.path)' has more than one kind of channel", hint: "give each its own name")
        }
        channel =
            switch kind {
            case .slack: try SlackAPIChannel.isMeant(by: settings)
                ? try SlackAPIChannel(name: name, node: settings) : try SlackChannel(name: name, node: settings)
            case .pagerDuty: try PagerDutyChannel(name: name, node: settings)
            case .teams: try TeamsChannel(name: name, node: settings)
            case .statuspage: try StatuspageChannel(name: name, node: settings)
            case .email: try EmailChannel(name: name, node: settings)
            case .webhook: try WebhookChannel(name: name, node: settings)
            case .file: try FileChannel(name: name, node: settings)
            case .command: try CommandChannel(name: name, node: settings)
            }
    }
}
