import Basics
import JSON

/// A line of an exported journal: JSON, so that `jq .entry.summary` reads it, in a form that leaves no choice, so that
/// the very bytes that were hashed can be cut out of it.
///
///     {"entry":{"actor":"alice",…,"version":1},"leafHash":"9f86…"}
///     {"checkpoint":"firebreak/…\n1000\nXcna…\n\n— firebreak/… 9PZq…\n"}
///
/// An entry's line holds its leaf and the leaf's hash: the checkpoint alone would say that something was changed, and
/// the hashes beside the leaves say where. The checkpoint is the last line.
enum JournalExportLine: Equatable {
    /// An entry: its leaf, and the hash that the line states.
    case entry(leaf: [UInt8], hash: [UInt8])
    /// The checkpoint that the entries before were signed for.
    case checkpoint(String)

    /// The longest line: a leaf and what stands around it.
    static let limit = JournalLeaf.limit + 2 * MerkleHash.byteCount + 64

    private static let opening = Array("{\"entry\":".utf8)
    private static let middle = Array(",\"leafHash\":\"".utf8)
    private static let closing = Array("\"}".utf8)
    private static let note = Array("{\"checkpoint\":".utf8)

    /// The line of an entry, with its line break.
    static func bytes(leaf: [UInt8], hash: [UInt8]) -> [UInt8] {
        opening + leaf + middle + Array(Hexadecimal.encode(hash).utf8) + closing + [UInt8(ascii: "\n")]
    }

    /// The line of the checkpoint, with its line break.
    static func bytes(checkpoint: String) -> [UInt8] {
        note + JSONValue.string(checkpoint).canonical + [UInt8(ascii: "}"), UInt8(ascii: "\n")]
    }

    /// Reads a line without its line break; nil where one byte is not as it would be written.
    init?(_ line: ArraySlice<UInt8>) {
        if line.starts(with: Self.opening) {
            let tail = line.suffix(Self.middle.count + 2 * MerkleHash.byteCount + Self.closing.count)
            let digits = tail.dropFirst(Self.middle.count).dropLast(Self.closing.count)
            let leaf = line.dropFirst(Self.opening.count).dropLast(tail.count)
            guard digits.count == 2 * MerkleHash.byteCount, tail.starts(with: Self.middle),
                tail.suffix(Self.closing.count).elementsEqual(Self.closing),
                digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
                let hash = Hexadecimal.decode(String(decoding: digits, as: UTF8.self)), !leaf.isEmpty
            else { return nil }
            self = .entry(leaf: Array(leaf), hash: hash)
        } else if line.starts(with: Self.note) {
            guard let value = try? JSONValue(parsing: Array(line), strict: true),
                let note = value["checkpoint"]?.stringValue,
                Self.bytes(checkpoint: note).dropLast().elementsEqual(line)
            else { return nil }
            self = .checkpoint(note)
        } else {
            return nil
        }
    }
}
