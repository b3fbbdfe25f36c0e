internal import Basics

/// The signed statement by which a reader can check later that the journal still says what the report says.
public struct ReportCheckpoint: Sendable, Hashable {
    /// The journal's name.
    public var origin: String
    /// How many entries it covers.
    public var size: Int64
    /// The Merkle Tree Hash of those entries, Base 64.
    public var root: String
    /// The signed note (C2SP tlog-checkpoint).
    public var note: String
    /// The public key that signed it (C2SP signed-note verifier key); nil where it is not at hand.
    public var verifierKey: String?
    /// How many of the report's entries it does not cover.
    public var uncovered: Int

    init(_ checkpoint: Checkpoint, verifierKey: String?, entries: [JournalEntry]) {
        origin = checkpoint.origin
        size = checkpoint.size
        root = Base64.encode(checkpoint.root)
        note = checkpoint.note
        self.verifierKey = verifierKey
        uncovered = entries.count { $0.position >= checkpoint.size }
    }
}
