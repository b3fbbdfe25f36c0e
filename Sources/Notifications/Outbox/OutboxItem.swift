public import Basics
internal import JSON
internal import State

/// A message for a channel, on its way or at its end.
public struct OutboxItem: Sendable {
    /// Where it stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// To be delivered.
        case waiting
        /// The service took it.
        case delivered
        /// Refused for good, or not taken for too long: it waits for somebody.
        case parked
        /// Not to be told any more.
        case dropped
    }

    /// Its number: a channel's messages go out in this order.
    public let id: Int64
    /// What goes out.
    public let payload: Payload
    /// What it is about: an incident's identifier, or `rotation/NAME`.
    public let conversation: String
    /// The incident in whose journal it stands; nil for none.
    public let incident: String?
    /// The operation that wrote it, as the journal names it.
    public let operation: String?
    public let state: State
    /// It goes out only if nobody has acknowledged the incident by then.
    public let isEscalation: Bool
    /// How often it was tried.
    public let attempts: Int
    /// How many attempts ended without anybody knowing whether it arrived.
    public let uncertain: Int
    public let createdAt: Timestamp
    /// When it is to be told: later than it was written in quiet hours, and for an escalation.
    public let dueAt: Timestamp
    /// Not tried again before.
    public let nextTryAt: Timestamp
    /// Who is sending it, and until when nobody else may; nil where nobody is.
    public let holder: (name: String, until: Timestamp)?
    public let endedAt: Timestamp?
    /// The status code of the last answer.
    public let answer: Int?
    /// Why it was not delivered so far.
    public let reason: String?
    public let hint: String?

    /// Whether somebody is sending it now.
    public func isHeld(at now: Timestamp) -> Bool { holder.map { $0.until > now } ?? false }
}

extension OutboxItem {
    /// How it stands, for who asks what became of it.
    public func standing(at now: Timestamp) -> Delivery {
        Delivery(self, at: now)
    }

    /// The columns that `init(_:)` reads.
    static let columns = """
        id, message, channel, kind, audience, event, conversation, incident, operation, content_type, body, cuts, notes,
        state, condition, attempts, uncertain, created_at, due_at, next_try_at, holder, held_until, ended_at, answer,
        reason, hint
        """

    init(_ row: SQLRow) throws {
        func word<Word: RawRepresentable>(_ column: String) throws -> Word where Word.RawValue == String {
            guard let word = Word(rawValue: try row.text(column)) else {
                throw StateError.column(column, expected: "a word that this firebreak knows")
            }
            return word
        }
        func time(_ column: String) throws -> Timestamp { Timestamp(microseconds: try row.integer(column)) }
        id = try row.integer("id")
        payload = Payload(
            id: try row.text("message"), channel: try row.text("channel"), kind: try word("kind"),
            audience: try word("audience"), event: try word("event"), contentType: try row.text("content_type"),
            body: try row.blob("body"), limits: [],
            cuts: try JSONValue(parsing: row.text("cuts")).decode([PayloadCut].self),
            notes: try JSONValue(parsing: row.text("notes")).decode([String].self))
        conversation = try row.text("conversation")
        incident = try row.optionalText("incident")
        operation = try row.optionalText("operation")
        state = try word("state")
        isEscalation = try row.optionalText("condition") == OutboxCondition.unacknowledged.rawValue
        attempts = Int(try row.integer("attempts"))
        uncertain = Int(try row.integer("uncertain"))
        createdAt = try time("created_at")
        dueAt = try time("due_at")
        nextTryAt = try time("next_try_at")
        if let name = try row.optionalText("holder"), let until = try row.optionalInteger("held_until") {
            holder = (name, Timestamp(microseconds: until))
        } else {
            holder = nil
        }
        endedAt = try row.optionalInteger("ended_at").map { Timestamp(microseconds: $0) }
        answer = try row.optionalInteger("answer").map { Int($0) }
        reason = try row.optionalText("reason")
        hint = try row.optionalText("hint")
    }
}

/// What must still hold when a message's time comes.
public enum OutboxCondition: String, Sendable {
    /// Nobody has acknowledged the incident.
    case unacknowledged
    /// Nobody has told of it in words of their own: what firebreak tells by itself gives way to those.
    case untold
}

extension OutboxItem: Encodable {
    private enum Key: String, CodingKey {
        case id, message, channel, kind, audience, event, conversation, incident, state, isEscalation, size, attempts
        case uncertain, createdAt, dueAt, nextTryAt, heldUntil, endedAt, answer, reason, hint, cuts, notes
    }

    /// For `--json`: everything but the body, which may be long.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(payload.id, forKey: .message)
        try container.encode(payload.channel, forKey: .channel)
        try container.encode(payload.kind, forKey: .kind)
        try container.encode(payload.audience, forKey: .audience)
        try container.encode(payload.event, forKey: .event)
        try container.encode(conversation, forKey: .conversation)
        try container.encode(incident, forKey: .incident)
        try container.encode(state, forKey: .state)
        try container.encode(isEscalation, forKey: .isEscalation)
        try container.encode(payload.size, forKey: .size)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(uncertain, forKey: .uncertain)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(dueAt, forKey: .dueAt)
        try container.encode(state == .waiting ? nextTryAt : nil, forKey: .nextTryAt)
        try container.encode(holder?.until, forKey: .heldUntil)
        try container.encode(endedAt, forKey: .endedAt)
        try container.encode(answer, forKey: .answer)
        try container.encode(reason, forKey: .reason)
        try container.encode(hint, forKey: .hint)
        try container.encode(payload.cuts, forKey: .cuts)
        try container.encode(payload.notes, forKey: .notes)
    }
}
