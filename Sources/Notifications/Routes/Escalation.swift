internal import Configuration

/// Who is told in addition where nobody acknowledges an incident: `{after: 15m, channels: [phone]}`.
public struct Escalation: Sendable {
    /// How long after the incident was opened.
    public let after: Duration
    /// The channels, by their names.
    public let channels: [String]
    /// Where they stand in the file.
    let channelNodes: [ConfigurationNode]

    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let after = try mapping.required("after")
        self.after = try after.duration()
        let channels = try mapping.required("channels")
        self.channels = try channels.names()
        channelNodes = channels.kind == .sequence ? try channels.sequence() : [channels]
        try mapping.finish()
        if self.after <= .zero { throw after.failure("'\(after.path)' is no time at all") }
    }
}
