/// What goes to a service, byte for byte, but for a secret that belongs into it: in that one's place stand as many
/// asterisks, and the channel puts it in when it delivers.
public struct Payload: Sendable, Hashable {
    /// Names the message, the same at each attempt.
    public let id: String
    /// The channel's name.
    public let channel: String
    /// The channel's kind.
    public let kind: ChannelKind
    /// For whom.
    public let audience: Audience
    /// What has happened.
    public let event: MessageEvent
    /// The media type of the body.
    public let contentType: String
    /// The body.
    public let body: [UInt8]
    /// The service's limits, and how far each is used.
    public let limits: [PayloadLimit]
    /// What did not fit. The full text is in the journal and the report.
    public let cuts: [PayloadCut]
    /// What else there is to know before it is sent.
    public let notes: [String]

    /// The body's size in bytes.
    public var size: Int { body.count }
}

extension Payload {
    /// The payload that a channel made of a text.
    init(
        _ text: MessageText, channel: String, kind: ChannelKind, contentType: String, body: [UInt8],
        limits: [PayloadLimit], cuts: [PayloadCut], notes: [String] = []
    ) {
        self.init(
            id: text.id, channel: channel, kind: kind, audience: text.audience, event: text.event,
            contentType: contentType, body: body, limits: limits, cuts: cuts, notes: notes)
    }

    /// The same with something more to know.
    public func noting(_ note: String) -> Payload {
        Payload(
            id: id, channel: channel, kind: kind, audience: audience, event: event, contentType: contentType,
            body: body, limits: limits, cuts: cuts, notes: notes + [note])
    }
}

/// A limit of a service, and how far a payload uses it.
public struct PayloadLimit: Sendable, Hashable, Codable {
    /// What is limited.
    public let name: String
    /// As what it is counted.
    public let unit: Unit
    /// How much there is of it; for a limit on each of several things, in the fullest.
    public let used: Int
    /// How much there may be.
    public let limit: Int

    /// As what something is counted.
    public enum Unit: String, Sendable, Codable {
        /// Bytes as they are sent.
        case bytes
        /// UTF-16 code units of the text after escaping: never fewer than its code points.
        case characters
        /// Whole things.
        case items
    }
}

/// Something that did not fit and was left out.
public struct PayloadCut: Sendable, Hashable, Codable {
    /// The part that lost something, as `summary`.
    public let part: String
    /// As what `kept` and `dropped` are counted: `characters` are Unicode code points of the text before escaping.
    public let unit: PayloadLimit.Unit
    /// How much of it stayed.
    public let kept: Int
    /// How much was left out.
    public let dropped: Int

    /// A cut of a part.
    public init(part: String, unit: PayloadLimit.Unit, kept: Int, dropped: Int) {
        self.part = part
        self.unit = unit
        self.kept = kept
        self.dropped = dropped
    }
}

extension Payload: Encodable {
    private enum Key: String, CodingKey {
        case channel, kind, audience, event, contentType, body, size, limits, cuts, notes
    }

    /// For `--json`: the body as text, which it always is.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(channel, forKey: .channel)
        try container.encode(kind, forKey: .kind)
        try container.encode(audience, forKey: .audience)
        try container.encode(event, forKey: .event)
        try container.encode(contentType, forKey: .contentType)
        try container.encode(String(decoding: body, as: UTF8.self), forKey: .body)
        try container.encode(size, forKey: .size)
        try container.encode(limits, forKey: .limits)
        try container.encode(cuts, forKey: .cuts)
        try container.encode(notes, forKey: .notes)
    }
}
