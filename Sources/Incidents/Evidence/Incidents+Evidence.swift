internal import Basics
internal import Cryptography
internal import Files
internal import JSON

extension Incidents {
    /// Writes a file's digest, size and time into the journal of an incident; its bytes stay where they are. The same
    /// file with the same bytes is written down once.
    @discardableResult
    public func addEvidence(
        _ path: String, incident id: String, note: String? = nil, actor: String
    ) throws -> EvidenceItem {
        if let note { try JournalLeaf.checkText(note, "the note", limit: 4096) }
        var file = try InputFile(path)
        let modifiedAt = file.modifiedAt
        let (bytes, sha256) = try Self.digest(&file)
        let name = String(path.split(separator: "/").last ?? "file")
        let incident = try find(id)
        if let known = try evidence(of: incident.id).last(where: { $0.path == path }), known.sha256 == sha256 {
            return known
        }
        var details: JSONObject = [
            "name": .string(name), "path": .string(path), "bytes": .integer(bytes), "sha256": .string(sha256),
        ]
        if let modifiedAt { details["modifiedAt"] = .string(modifiedAt.formatted(fractionDigits: 6)) }
        if let note { details["note"] = .string(note) }
        let entry = try journal.append(
            JournalDraft(
                kind: JournalKind.evidence, actor: actor, incident: incident.id,
                summary: "Evidence added: \(name), \(bytes) bytes, SHA-256 \(sha256)"
                    + (note.map { " (\($0.prefix(500)))" } ?? ""),
                details: .object(details)))
        guard let item = EvidenceItem(entry) else { throw EvidenceError.changed(path: path) }
        return item
    }

    /// The evidence of an incident, in the order in which it was added; of a path that was added several times the last.
    public func evidence(of id: String) throws -> [EvidenceItem] {
        let entries = try journal.entries(incident: try find(id).id, kinds: [JournalKind.evidence])
        var items: [EvidenceItem] = []
        for item in entries.compactMap(EvidenceItem.init) {
            items.removeAll { $0.path == item.path }
            items.append(item)
        }
        return items
    }

    /// The length and the digest of a file, read piece by piece.
    static func digest(_ file: inout InputFile) throws -> (bytes: Int64, sha256: String) {
        var hasher = DigestAlgorithm.Hasher(.sha256)
        var bytes: Int64 = 0
        while let chunk = try file.read(upTo: 1 << 20) {
            hasher.update(chunk)
            bytes += Int64(chunk.count)
        }
        return (bytes, Hexadecimal.encode(hasher.finalize()))
    }
}

extension Incidents {
    /// Writes down that a bundle was made, with its digest.
    @discardableResult
    public func noteBundle(_ receipt: EvidenceBundle.Receipt, actor: String) throws -> JournalEntry {
        try journal.append(
            JournalDraft(
                kind: JournalKind.evidenceBundled, actor: actor, incident: receipt.incident,
                summary: "Evidence bundled: \(receipt.files.count == 1 ? "one file" : "\(receipt.files.count) files"), "
                    + "\(receipt.bytes) bytes, SHA-256 \(receipt.sha256)",
                details: [
                    "files": .integer(Int64(receipt.files.count)), "bytes": .integer(receipt.bytes),
                    "sha256": .string(receipt.sha256),
                ]))
    }
}
