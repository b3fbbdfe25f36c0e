public import Basics

/// A step that could not be done: how often it was tried, why it failed, and when it is tried again.
public struct RotationTrouble: Sendable, Encodable {
    /// The secret.
    public let secret: String
    /// What was to be done; `create` where the rotation could not even begin.
    public let step: RotationStep
    /// How often it was tried in a row.
    public let attempts: Int
    /// Why the last attempt failed.
    public let reason: String
    /// What to do about it.
    public let hint: String?
    /// When it failed first.
    public let since: Timestamp
    /// When `tick` tries again; nil where it is parked.
    public let nextTryAt: Timestamp?
    /// Since when `tick` leaves it to somebody: after a refusal that will not pass by itself, or too many attempts.
    public let parkedAt: Timestamp?

    /// Whether it waits for somebody.
    public var isParked: Bool { parkedAt != nil }

    enum CodingKeys: String, CodingKey {
        case step, attempts, reason, hint, since, nextTryAt, parkedAt
    }

    /// Every key is there, null where there is nothing to say.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(step, forKey: .step)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(reason, forKey: .reason)
        try container.encode(hint, forKey: .hint)
        try container.encode(since, forKey: .since)
        try container.encode(nextTryAt, forKey: .nextTryAt)
        try container.encode(parkedAt, forKey: .parkedAt)
    }

    /// One line: what is the matter, and what becomes of it.
    public var summary: String {
        let times = attempts == 1 ? "once" : "\(attempts) times"
        let next =
            parkedAt != nil
            ? "parked: 'secrets advance' tries again, 'secrets rollback' puts back"
            : nextTryAt.map { "next try at \($0.formatted(fractionDigits: 0))" } ?? ""
        return "\(step.rawValue) failed \(times): \(reason) (\(next))"
    }
}

/// When a failed step is tried again.
enum BackOff {
    /// After so many failures of a kind that may pass, it is left to somebody.
    static let attempts = 12
    private static let first = Duration.seconds(30)
    private static let longest = Duration.seconds(3600)
    /// Nothing waits for longer, whatever the other side asks for.
    static let longestAsked = Duration.seconds(86_400)

    /// Twice as long after each attempt, up to an hour, a fifth more or less so that many do not come back at once; not
    /// before the other side wants to be asked again.
    static func wait(after attempts: Int, of secret: String, asked: Duration?) -> Duration {
        let doubled = first * (1 << min(max(attempts - 1, 0), 10))
        let share = Jitter.share(of: "\(secret) \(attempts)") * 0.4 + 0.8
        let wait = Duration.microseconds(Int64(Double(min(doubled, longest).inMicroseconds) * share))
        return max(wait, min(asked ?? .zero, longestAsked))
    }
}
