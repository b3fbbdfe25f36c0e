public import Basics

/// What a revocation did and what it found afterwards. It holds no session ids.
public struct RevocationReceipt: Sendable, Equatable {
    /// The store's name in the configuration.
    public let store: String
    /// What was selected.
    public let selector: SessionSelector
    /// Sessions that were read. While the server resizes its table a few may be read twice.
    public let examined: Int
    /// Sessions among them that the selector meant.
    public let matched: Int
    /// Sessions that this revocation removed in its first pass. Fewer than `matched` where some ended by themselves
    /// between being read and being removed.
    public let revoked: Int
    /// Matching sessions found by a fresh pass at the end; nil where none was made, because it was stopped before.
    public let remaining: Int?
    /// Values that could not be read and that may belong to a session that was meant.
    public let undecodable: Int
    /// How often a session that was meant was there again after the first pass, and was revoked again.
    public let resurrected: Int
    /// The instant before which tokens of the selected users are refused, where the store has a cut-off.
    public let cutoff: Timestamp?
    /// True where a fresh pass found nothing that was meant, every value could be read, and nothing was left out.
    public let verified: Bool
    /// From the first command to the end of the last pass.
    public let duration: Duration
    /// What a responder should know besides, in sentences.
    public let warnings: [String]
    /// True where it was stopped before its end.
    public let wasCancelled: Bool

    /// `done` where it is verified, otherwise `partial`.
    public var status: ExitStatus { verified ? .done : .partial }
}

extension RevocationReceipt: Encodable {
    private enum Key: String, CodingKey {
        case store, selector, examined, matched, revoked, remaining, undecodable, resurrected, cutoff, verified
        case durationSeconds, warnings
    }

    /// The object that `--json` prints; `remaining` and `cutoff` are null where there is none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(store, forKey: .store)
        try container.encode(selector, forKey: .selector)
        try container.encode(examined, forKey: .examined)
        try container.encode(matched, forKey: .matched)
        try container.encode(revoked, forKey: .revoked)
        try container.encode(remaining, forKey: .remaining)
        try container.encode(undecodable, forKey: .undecodable)
        try container.encode(resurrected, forKey: .resurrected)
        try container.encode(cutoff, forKey: .cutoff)
        try container.encode(verified, forKey: .verified)
        try container.encode(duration.inSeconds, forKey: .durationSeconds)
        try container.encode(warnings, forKey: .warnings)
    }
}
