public import Basics

/// A span of time that is open at one end or at both.
public struct TimeWindow: Sendable, Hashable {
    /// It holds the instants at or after this one.
    public let after: Timestamp?
    /// It holds the instants before this one.
    public let before: Timestamp?

    /// A window between two instants; nil for an open end.
    public init(after: Timestamp? = nil, before: Timestamp? = nil) {
        self.after = after
        self.before = before
    }

    /// True where it holds every instant.
    public var isOpen: Bool { after == nil && before == nil }

    /// Whether it holds an instant.
    func contains(_ instant: Timestamp) -> Bool {
        if let after, instant < after { return false }
        if let before, instant >= before { return false }
        return true
    }

    /// A few words for people, as `created before 2026-11-21T03:00:00.000Z`.
    func described(as word: String) -> String? {
        let parts = [after.map { "after \($0)" }, before.map { "before \($0)" }].compactMap { $0 }
        return parts.isEmpty ? nil : "\(word) " + parts.joined(separator: " and ")
    }
}

extension TimeWindow: Encodable {
    private enum Key: String, CodingKey { case after, before }

    /// An object with the ends that are set.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(after, forKey: .after)
        try container.encodeIfPresent(before, forKey: .before)
    }
}
