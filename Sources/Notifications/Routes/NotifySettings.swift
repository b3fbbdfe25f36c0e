public import Configuration

/// `notify:`, how firebreak tells by itself.
///
/// ```yaml
/// notify:
///   automatic: [opened, contained, resolved, rotationOverdue, rotationParked]   # or [] for nothing
///   giveUpAfter: 3d
/// ```
public struct NotifySettings: Sendable {
    /// What is told without anybody asking for it, where a route carries it.
    public let automatic: [MessageEvent]
    /// A message that was due so long ago and is still not taken is parked.
    public let giveUpAfter: Duration

    /// What holds where nothing is said.
    public init() {
        automatic = [.opened, .contained, .resolved, .rotationOverdue, .rotationParked]
        giveUpAfter = OutboxSchedule.usualPatience
    }

    /// Reads the section.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        let usual = NotifySettings()
        var mapping = try node.mapping()
        if let automatic = mapping.optional("automatic") {
            var events: [MessageEvent] = []
            for item in try automatic.sequence() { events.append(try item.oneOf()) }
            self.automatic = events
        } else {
            automatic = usual.automatic
        }
        giveUpAfter = try mapping.optional("giveUpAfter")?.duration() ?? usual.giveUpAfter
        try mapping.finish()
    }
}
