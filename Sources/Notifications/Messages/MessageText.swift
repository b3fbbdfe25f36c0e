public import Basics
internal import Cryptography

/// What an audience is told: a message in words, not yet cut to any channel's measure.
public struct MessageText: Sendable, Equatable {
    /// Names the message.
    public let id: String
    /// For whom.
    public let audience: Audience
    /// What has happened.
    public let event: MessageEvent
    /// What it is about. For people outside a reference that is made from the incident's identifier and does not tell
    /// it, the same each time: it joins the messages of an incident and counts no incidents.
    public let incident: String
    /// How bad it is.
    public let severity: MessageSeverity
    /// When it happened.
    public let at: Timestamp
    /// The message in one line.
    public internal(set) var headline: String
    /// What there is to know; may have several lines, may be empty.
    public internal(set) var summary: String
    /// Facts with their names, the most important first.
    public let fields: [MessageField]
    /// Where to read on.
    public let links: [MessageLink]
    /// The journal's newest signed checkpoint.
    public let checkpoint: String?
    /// Whether an `opened` message went out before; nil where that is not known.
    public let wasAnnounced: Bool?

    /// What of a message an audience sees, in firebreak's own words.
    public init(_ message: Message, for audience: Audience) {
        id = message.id
        self.audience = audience
        event = message.event
        severity = message.severity
        at = message.at
        wasAnnounced = message.wasAnnounced
        let wording = MessageWording(message, audience)
        headline = wording.headline
        summary = wording.summary
        fields = wording.fields
        if audience.isOutside {
            incident = Self.publicReference(message.incident)
            links = []
            checkpoint = nil
        } else {
            incident = message.incident
            links = message.links
            checkpoint = message.checkpoint
        }
    }

    /// `REF-` and 40 bits of the identifier's SHA-256.
    static func publicReference(_ incident: String) -> String {
        "REF-" + Hexadecimal.encode(SHA256.hash(Array("firebreak/\(incident)".utf8)).prefix(5)).uppercased()
    }
}
