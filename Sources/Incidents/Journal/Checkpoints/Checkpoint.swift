import Basics

/// A signed statement of what the journal contains (C2SP tlog-checkpoint, c2sp.org/tlog-checkpoint). Whoever keeps
/// one can tell later whether the journal was changed or cut.
public struct Checkpoint: Sendable, Hashable {
    /// The journal's name, which is also its key's.
    public let origin: String
    /// How many entries it covers.
    public let size: Int64
    /// The Merkle Tree Hash of those entries.
    public let root: [UInt8]
    /// The signed note, as text to be handed on.
    public let note: String

    /// The text that is signed: origin, size and root, each on its line.
    static func text(origin: String, size: Int64, root: [UInt8]) -> String {
        "\(origin)\n\(size)\n\(Base64.encode(root))\n"
    }

    /// Reads a note without checking its signature. Nil where it is no checkpoint.
    public init?(unverified note: String) {
        guard let signed = SignedNote(note) else { return nil }
        self.init(signed, note: note)
    }

    init?(_ signed: SignedNote, note: String) {
        let lines = signed.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // After the last line break comes an empty piece; lines between root and signatures are extensions.
        guard lines.count >= 4, !lines[0].isEmpty, let size = Self.size(lines[1]),
            let encoded = String(lines[2]), let root = Base64.decode(encoded), root.count == MerkleHash.byteCount,
            Base64.encode(root) == encoded
        else { return nil }
        origin = String(decoding: lines[0], as: UTF8.self)
        self.size = size
        self.root = root
        self.note = note
    }

    /// ASCII decimal without zeros before it.
    private static func size(_ digits: Substring.UTF8View) -> Int64? {
        guard let text = String(digits), let value = Int64(text), String(value) == text, value >= 0 else { return nil }
        return value
    }
}
