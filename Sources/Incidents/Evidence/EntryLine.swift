import Basics

/// A line of `entries.jsonl` in a bundle: an entry of the journal with what shows that it is part of it. JSON, so that
/// `jq .entry.summary` reads it, in a form that leaves no choice, so that the very bytes that were hashed can be cut out of
/// it.
///
///     {"index":12,"proof":["n4bQ…",…],"entry":{"actor":"alice",…,"version":1}}
///
/// The hashes are those beside the way from the entry to the root, lowest first (RFC 6962 §2.1.1). The first line of the
/// file is the checkpoint that they lead to, as in an exported journal.
struct EntryLine: Equatable {
    /// The entry's leaf: canonical JSON.
    let leaf: [UInt8]
    /// The entry's position.
    let index: Int64
    /// The hashes of its proof.
    let hashes: [[UInt8]]

    private static let opening = Array("{\"index\":".utf8)
    private static let proof = Array(",\"proof\":[".utf8)
    private static let middle = Array("],\"entry\":".utf8)
    private static let mostHashes = 63
    /// The longest line.
    static let limit = JournalLeaf.limit + mostHashes * 48 + 64

    init(leaf: [UInt8], index: Int64, hashes: [[UInt8]]) {
        self.leaf = leaf
        self.index = index
        self.hashes = hashes
    }

    /// The line, with its line break.
    var bytes: [UInt8] {
        let texts = hashes.map { "\"\(Base64.encode($0))\"" }.joined(separator: ",")
        return Self.opening + Array(String(index).utf8) + Self.proof + Array(texts.utf8) + Self.middle + leaf
            + [UInt8(ascii: "}"), UInt8(ascii: "\n")]
    }

    /// Reads a line without its line break; nil where one byte is not as it would be written.
    init?(_ line: ArraySlice<UInt8>) {
        guard line.starts(with: Self.opening), line.last == UInt8(ascii: "}"),
            // Neither a number nor Base64 has a bracket.
            let bracket = line.firstIndex(of: UInt8(ascii: "]")), line[bracket...].starts(with: Self.middle)
        else { return nil }
        let head = line[..<bracket].dropFirst(Self.opening.count)
        let digits = head.prefix { (0x30...0x39).contains($0) }
        guard let index = Int64(String(decoding: digits, as: UTF8.self)), head.dropFirst(digits.count).starts(with: Self.proof)
        else { return nil }
        let list = head.dropFirst(digits.count + Self.proof.count)
        var hashes: [[UInt8]] = []
        for text in list.split(separator: UInt8(ascii: ","), maxSplits: Self.mostHashes) {
            let quoted = String(decoding: text, as: UTF8.self)
            guard quoted.count > 2, quoted.hasPrefix("\""), quoted.hasSuffix("\""),
                let hash = Base64.decode(quoted.dropFirst().dropLast()), hash.count == MerkleHash.byteCount
            else { return nil }
            hashes.append(hash)
        }
        self.init(leaf: Array(line[(bracket + Self.middle.count)...].dropLast()), index: index, hashes: hashes)
        guard bytes.dropLast().elementsEqual(line) else { return nil }
    }
}
