internal import Basics

/// The proof that an entry is part of a journal, in a file that anyone can check with the public key alone (C2SP
/// tlog-proof, c2sp.org/tlog-proof). The entry itself goes along as the form's extra data.
public struct EntryProof: Sendable, Hashable {
    /// The entry's leaf: canonical JSON.
    public let leaf: [UInt8]
    /// The entry's position.
    public let index: Int64
    /// The hashes beside the way from the entry to the root, lowest first.
    public let hashes: [[UInt8]]
    /// The signed checkpoint that they lead to.
    public let note: String

    private static let head = "c2sp.org/tlog-proof@v1"

    init(leaf: [UInt8], index: Int64, hashes: [[UInt8]], note: String) {
        self.leaf = leaf
        self.index = index
        self.hashes = hashes
        self.note = note
    }

    /// The file's content.
    public var text: String {
        let lines = [Self.head, "extra \(Base64.encode(leaf))", "index \(index)"] + hashes.map { Base64.encode($0) }
        return lines.joined(separator: "\n") + "\n\n" + note
    }

    /// Reads a file. Throws `JournalError.badProof` where it has not the form, or has no entry in it.
    public init(_ text: String) throws(JournalError) {
        // By bytes: to Swift a line break after a combining character is no line break.
        let bytes = Array(text.utf8)
        let breaks = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        guard let end = breaks.first(where: { $0 + 1 < bytes.count && bytes[$0 + 1] == UInt8(ascii: "\n") }) else {
            throw .badProof("it has no blank line before its checkpoint")
        }
        var lines = bytes[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }[...]
        guard lines.popFirst() == Self.head else { throw .badProof("its first line is not \(Self.head)") }
        guard let extra = lines.first, extra.hasPrefix("extra "), let leaf = Self.base64(extra.dropFirst(6)) else {
            throw .badProof("the entry is not in it")
        }
        lines.removeFirst()
        guard let line = lines.popFirst(), line.hasPrefix("index "), let index = Int64(line.dropFirst(6)), index >= 0,
            "index \(index)" == line
        else { throw .badProof("it does not say which entry it is about") }
        var hashes: [[UInt8]] = []
        for line in lines {
            guard hashes.count < 63, let hash = Self.base64(line[...]), hash.count == MerkleHash.byteCount else {
                throw .badProof("one of its hashes is none")
            }
            hashes.append(hash)
        }
        self.init(
            leaf: leaf, index: index, hashes: hashes, note: String(decoding: bytes[(end + 2)...], as: UTF8.self))
    }

    /// Base64 as it would be written.
    private static func base64(_ text: Substring) -> [UInt8]? {
        guard let bytes = Base64.decode(text), Base64.encode(bytes) == text else { return nil }
        return bytes
    }

    /// Checks the checkpoint's signature, that the entry's hash leads to its root, and that the entry says of itself what
    /// the proof says. Throws `JournalError.badCheckpoint` or `.badProof`.
    public func verify(_ verifier: CheckpointVerifier) throws(JournalError) -> ProvenEntry {
        let checkpoint = try verifier.checkpoint(note)
        guard
            MerkleProof.verifyInclusion(
                leafHash: MerkleHash.leaf(leaf), index: index, size: checkpoint.size, root: checkpoint.root,
                proof: hashes)
        else { throw .badProof("the entry is not the one that the checkpoint was signed for") }
        let entry = try JournalLeaf.decode(leaf, position: index)
        guard entry.position == index else {
            throw .badProof("its entry says of itself that it is entry \(entry.position)")
        }
        return ProvenEntry(entry: entry, checkpoint: checkpoint)
    }
}

/// An entry that was shown to be part of a journal.
public struct ProvenEntry: Sendable, Hashable {
    /// What it says.
    public let entry: JournalEntry
    /// The checkpoint under which it stands.
    public let checkpoint: Checkpoint
}
