import Basics
import Cryptography

/// Takes a bundle apart piece by piece: names are checked, digests made, small members kept, the journal audited. Nothing
/// is written anywhere.
struct EvidenceBundleReader {
    /// The members that were met, with length and digest.
    private(set) var members: [String: (bytes: Int64, sha256: String)] = [:]
    /// Their names in the order in which they came.
    private(set) var names: [String] = []
    /// The folder that all of them stand in.
    private(set) var folder: String?
    /// The content of members that are read as a whole.
    private(set) var texts: [String: [UInt8]] = [:]
    /// The digests of evidence that the journal tells of.
    private(set) var told: Set<String> = []
    /// The audit of the whole journal, where it is in the bundle.
    private(set) var audit: ExportedJournalAudit
    /// The audit of the incident's entries, where those are.
    private(set) var entries = IncidentEntriesAudit()

    private var tar = TarReader()
    private var current: TarHeader?
    private var name = ""
    private var digest = StreamDigest()
    private var lines = ExportLines(limit: EntryLine.limit)
    private var kept = 0
    /// Members that are read as a whole have together at most so many bytes.
    private static let keptLimit = 64 << 20
    private static let memberLimit = 100_000

    init(verifier: CheckpointVerifier?) { audit = ExportedJournalAudit(verifier: verifier) }

    /// Takes the next bytes of the archive. Throws `EvidenceError.badBundle` for anything that no bundle has.
    mutating func add(_ bytes: [UInt8]) throws {
        var reader = tar
        defer { tar = reader }
        try reader.add(bytes) { part in
            switch part {
            case .begin(let header): try begin(header)
            case .content(let piece): try content(piece)
            case .end: end()
            }
        }
    }

    /// Ends the archive.
    func finish() throws { try tar.finish() }

    private mutating func begin(_ header: TarHeader) throws {
        name = try memberName(header.name)
        guard members[name] == nil else { throw EvidenceError.badBundle("\(name) is in it twice") }
        guard members.count < Self.memberLimit else { throw EvidenceError.badBundle("it has too many files") }
        members[name] = (0, "")
        names.append(name)
        current = header
        digest = StreamDigest()
        if isKept {
            // The size is whatever the archive states.
            guard header.size <= Self.keptLimit - kept else { throw EvidenceError.badBundle("\(name) is too long") }
            kept += Int(header.size)
            texts[name] = []
        }
    }

    private mutating func content(_ piece: ArraySlice<UInt8>) throws {
        digest.update(piece)
        if isKept { texts[name]? += piece }
        if isJournal {
            lines.add(Array(piece)) { line in
                let entry = name == "journal.jsonl" ? audit.add(line: line) : entries.add(line: line)
                if let item = entry.flatMap({ EvidenceItem($0) }) { told.insert(item.sha256) }
            }
        }
    }

    private mutating func end() {
        members[name] = (digest.bytes, digest.finish())
        if isJournal, let last = lines.last {
            if name == "journal.jsonl" { audit.add(line: last, isWhole: false) } else { entries.add(line: last, isWhole: false) }
        }
        if isJournal { lines = ExportLines(limit: EntryLine.limit) }
        current = nil
    }

    private var isJournal: Bool { name == "journal.jsonl" || name == "entries.jsonl" }
    private var isKept: Bool { !name.hasPrefix("files/") && !isJournal }

    /// The name below the bundle's folder. One that leads elsewhere, or that no bundle has, is refused.
    private mutating func memberName(_ path: String) throws -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }
        }
        guard isPlain, parts.count >= 2, folder == nil || folder == parts[0] else {
            throw EvidenceError.badBundle("a file in it is called \(path)")
        }
        let name = parts.dropFirst().joined(separator: "/")
        let isKnown =
            ["journal.jsonl", "entries.jsonl", "journal.pub", "manifest.json", "statement.dsse.json"].contains(name)
            || (parts.count == 3 && ["files", "proofs"].contains(parts[1]))
        guard isKnown else { throw EvidenceError.badBundle("a file in it is called \(path)") }
        folder = parts[0]
        return name
    }
}

/// SHA-256 of what comes piece by piece.
private final class StreamDigest {
    private var hasher = DigestAlgorithm.Hasher(.sha256)
    private(set) var bytes: Int64 = 0

    func update(_ piece: ArraySlice<UInt8>) {
        piece.withUnsafeBytes { hasher.update($0) }
        bytes += Int64(piece.count)
    }

    /// The digest; the next message begins.
    func finish() -> String {
        var done = DigestAlgorithm.Hasher(.sha256)
        swap(&done, &hasher)
        return Hexadecimal.encode(done.finalize())
    }
}
