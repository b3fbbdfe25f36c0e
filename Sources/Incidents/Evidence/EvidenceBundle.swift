internal import Basics
internal import Cryptography
internal import Files
internal import JSON

/// A bundle of evidence as it is written: a folder in a tar archive with the files, what the journal knows of them, the
/// incident's entries or the whole journal, proofs, and a signed statement of all digests. Only the public key is needed to
/// verify it.
public struct EvidenceBundle: Sendable {
    /// What was written.
    public struct Receipt: Sendable, Hashable, Encodable {
        /// The incident.
        public let incident: String
        /// The files in it.
        public let files: [EvidenceItem]
        /// How many bytes the bundle has.
        public let bytes: Int64
        /// SHA-256 of the bundle.
        public let sha256: String
        /// The journal's checkpoint in it.
        public let checkpoint: String
    }

    private let incident: Incident
    private let items: [EvidenceItem]
    private let journal: Journal
    private let hasWholeJournal: Bool

    /// A bundle of an incident's evidence, all of it added before. Throws `EvidenceError.nothing`.
    ///
    /// - Parameter wholeJournal: whether the entries of other incidents go along.
    public init(_ incident: Incident, _ items: [EvidenceItem], journal: Journal, wholeJournal: Bool = false) throws {
        guard !items.isEmpty else { throw EvidenceError.nothing(incident: incident.id) }
        self.incident = incident
        self.items = items
        self.journal = journal
        hasWholeJournal = wholeJournal
    }

    /// Writes the bundle; `take` gets its bytes piece by piece. Files are read piece by piece too. Throws
    /// `EvidenceError.changed` where one is not what was added.
    public func write(_ take: ([UInt8]) throws -> Void) throws -> Receipt {
        let signer = try journal.requiredSigner
        guard let checkpoint = try journal.checkpoint() else { throw EvidenceError.nothing(incident: incident.id) }
        var archive = try BundleArchive(folder: incident.id, modifiedAt: incident.openedAt)
        for (index, item) in items.enumerated() {
            var file = try InputFile(item.path)
            try archive.add(Self.memberName(item, index), size: item.bytes, to: take) { try file.read(upTo: 1 << 20) }
            guard archive.members.last?.sha256 == item.sha256 else { throw EvidenceError.changed(path: item.path) }
        }
        try writeEntries(checkpoint, to: &archive, take)
        try archive.add("journal.pub", Array("\(signer.verifier.verifierKey)\n".utf8), to: take)
        try archive.add("manifest.json", manifest, to: take)
        for item in items {
            let proof = try journal.proof(of: item.position, under: checkpoint)
            try archive.add("proofs/\(item.position).tlog-proof", Array(proof.text.utf8), to: take)
        }
        let statement = EvidenceStatement.bytes(archive.members, incident: incident.id, note: checkpoint.note)
        try archive.add("statement.dsse.json", try DSSEEnvelope.sealed(statement, signer), to: take)
        let (bytes, sha256) = try archive.finish(take)
        return Receipt(
            incident: incident.id, files: items, bytes: bytes, sha256: sha256, checkpoint: checkpoint.note)
    }

    /// A member's length stands before it, so the lines are made twice.
    private func writeEntries(
        _ checkpoint: Checkpoint, to archive: inout BundleArchive, _ take: ([UInt8]) throws -> Void
    ) throws {
        func make() -> () throws -> [UInt8]? {
            if hasWholeJournal {
                var pages = JournalExportPages(journal, checkpoint)
                return { try pages.next() }
            }
            var pages = IncidentEntryPages(journal, incident: incident.id, checkpoint)
            return { try pages.next() }
        }
        var size: Int64 = 0
        let measuring = make()
        while let page = try measuring() { size += Int64(page.count) }
        try archive.add(hasWholeJournal ? "journal.jsonl" : "entries.jsonl", size: size, to: take, make())
    }

    /// What the journal knows of the files, for people and programs.
    private var manifest: [UInt8] {
        let files = items.enumerated().map { index, item -> JSONValue in
            [
                "file": .string(Self.memberName(item, index)), "name": .string(item.name), "path": .string(item.path),
                "bytes": .integer(item.bytes), "sha256": .string(item.sha256),
                "modifiedAt": item.modifiedAt.map { .string($0.formatted(fractionDigits: 6)) } ?? .null,
                "note": item.note.map { .string($0) } ?? .null, "addedBy": .string(item.actor),
                "addedAt": .string(item.addedAt.formatted(fractionDigits: 6)), "entry": .integer(item.position),
            ]
        }
        let manifest: JSONValue = [
            "incident": .string(incident.id), "title": .string(incident.title),
            "severity": .string(incident.severity.rawValue), "openedAt": .string(incident.openedAt.description),
            "files": .array(files),
        ]
        return Array((manifest.pretty + "\n").utf8)
    }

    /// A name that no file system minds, with a number so that no two are the same. It fits a tar header.
    private static func memberName(_ item: EvidenceItem, _ index: Int) -> String {
        let plain = item.name.unicodeScalars.map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789._-+".unicodeScalars.contains(scalar))
            return isPlain ? Character(scalar) : "_"
        }
        let number = String(index + 1)
        return "files/\(String(repeating: "0", count: max(0, 3 - number.count)))\(number)-\(String(plain.suffix(48)))"
    }
}
