public import Basics

/// What an audience is told: a message in words, not yet cut to any channel's measure.
public struct MessageText: Sendable, Equatable {
    /// For whom.
    public let audience: Audience
    /// What has happened.
    public let event: MessageEvent
    /// The incident's identifier.
    public let incident: String
    /// How bad it is.
    public let severity: MessageSeverity
    /// When it happened.
    public let at: Timestamp
    /// The message in one line.
    public let headline: String
    /// What there is to know; may have several lines, may be empty.
    public let summary: String
    /// Facts with their names, the most important first.
    public let fields: [MessageField]
    /// Where to read on.
    public let links: [MessageLink]
    /// The journal's newest signed checkpoint.
    public let checkpoint: String?
    /// Whether an `opened` message went out before; nil where that is not known.
    public let wasAnnounced: Bool?

    /// What of a message an audience sees.
    public init(_ message: Message, for audience: Audience) {
        self.audience = audience
        event = message.event
        incident = message.incident
        severity = message.severity
        at = message.at
        wasAnnounced = message.wasAnnounced
        switch audience {
        case .responders:
            headline = "[\(message.severity.rawValue.uppercased())] \(message.event.heading): \(message.title)"
            summary = message.summary
            fields =
                [
                    MessageField(name: "Incident", value: message.incident),
                    MessageField(name: "Severity", value: message.severity.rawValue),
                    MessageField(name: "By", value: message.actor),
                    MessageField(name: "At", value: message.at.formatted(fractionDigits: 0)),
                ] + message.fields
            links = message.links
            checkpoint = message.checkpoint
        }
    }
}
