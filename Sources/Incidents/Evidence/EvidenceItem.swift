public import Basics
internal import JSON

/// A file that is evidence, as the journal knows it: its digest, and never its bytes.
public struct EvidenceItem: Sendable, Hashable, Codable {
    /// The journal entry that says so.
    public var position: Int64
    /// The file's name, without folders.
    public var name: String
    /// Where it was, absolute.
    public var path: String
    /// How many bytes it has.
    public var bytes: Int64
    /// SHA-256 of its bytes, in hexadecimal.
    public var sha256: String
    /// When the file was last written, as its file system says.
    public var modifiedAt: Timestamp?
    /// What it is, in somebody's words.
    public var note: String?
    /// Who added it.
    public var actor: String
    /// When it was added.
    public var addedAt: Timestamp
}

extension EvidenceItem {
    /// The item that an entry tells of; nil where it does not.
    init?(_ entry: JournalEntry) {
        guard entry.kind == JournalKind.evidence, let name = entry.details["name"]?.stringValue,
            let path = entry.details["path"]?.stringValue, let bytes = entry.details["bytes"]?.integerValue,
            let sha256 = entry.details["sha256"]?.stringValue, sha256.utf8.count == 64
        else { return nil }
        self.init(
            position: entry.position, name: name, path: path, bytes: bytes, sha256: sha256,
            modifiedAt: entry.details["modifiedAt"]?.stringValue.flatMap { Timestamp($0) },
            note: entry.details["note"]?.stringValue, actor: entry.actor, addedAt: entry.recordedAt)
    }
}
