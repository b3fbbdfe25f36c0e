internal import Configuration

/// Who is told in addition where nobody acknowledges an incident: `{after: 15m, channels: [phone]}`.
public struct Escalation: Sendable {
    /// How long after the incident was opened.
    public let after: Duration
    /// The channels, by their names.
    public let channels: [String]
    private let node: ConfigurationNode

    init(node: ConfigurationNode) throws(ConfigurationError) {
        self.node = node
        var mapping = try node.mapping()
        let after = try mapping.required("after")
        self.after = try after.duration()
        channels = try mapping.required("channels").names()
        try mapping.finish()
        if self.after <= .zero { throw after.failure("'\(after.path)' is no time at all") }
    }

    func check(channels known: [String]) throws(ConfigurationError) {
        for name in channels where !known.contains(name) { throw node.unknownChoice(name, among: known) }
    }
}
