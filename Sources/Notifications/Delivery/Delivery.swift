internal import Basics

/// What became of a payload.
public struct Delivery: Sendable, Equatable {
    /// How it ended.
    public enum Outcome: String, Sendable, Codable {
        /// The service took it.
        case delivered
        /// The service refuses it, or the channel cannot be used: trying again would not help.
        case failed
        /// Not taken so far; a later attempt may succeed.
        case retryable
        /// It waits for its time, or for an earlier message of its channel.
        case held
        /// There is nothing to be told any more.
        case dropped
    }

    /// Its number in the outbox; nil where it was sent without one.
    public internal(set) var id: Int64?
    /// The channel's name.
    public let channel: String
    /// The channel's kind.
    public let kind: ChannelKind
    /// For whom.
    public let audience: Audience
    /// What was told.
    public let event: MessageEvent
    /// How it ended.
    public let outcome: Outcome
    /// How many times it was tried.
    public internal(set) var attempts: Int
    /// The status code of the last answer, where one came.
    public let answer: Int?
    /// Why it was not delivered, a sentence without the channel's secrets; nil where it was.
    public let reason: String?
    /// What to do about it, where something sensible can be said.
    public let hint: String?
    /// How long the service asks to be left alone, where it said so.
    public let retryAfter: Duration?
    /// What else there is to know.
    public internal(set) var notes: [String]
    /// What the service names the conversation, where it said so.
    public let reference: String?
    /// How many attempts ended without anybody knowing whether the message arrived: each may have been one delivery
    /// more.
    public internal(set) var uncertain: Int
}

extension Delivery: Encodable {
    private enum Key: String, CodingKey {
        case id, channel, kind, audience, event, outcome, attempts, answer, reason, hint, retryAfterSeconds, uncertain
        case notes
    }

    /// For `--json`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(channel, forKey: .channel)
        try container.encode(kind, forKey: .kind)
        try container.encode(audience, forKey: .audience)
        try container.encode(event, forKey: .event)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(answer, forKey: .answer)
        try container.encode(reason, forKey: .reason)
        try container.encode(hint, forKey: .hint)
        try container.encode(retryAfter?.inSeconds, forKey: .retryAfterSeconds)
        try container.encode(uncertain, forKey: .uncertain)
        try container.encode(notes, forKey: .notes)
    }
}
