import Basics
import Compression
import JSON

/// Verifies a bundle of evidence with the public key alone, in bounded memory and without writing anything.
public struct EvidenceBundleVerifier: Sendable {
    private let verifier: CheckpointVerifier?
    private let limit: Int64

    /// `verifier` is the key that the caller trusts (nil: the one in the bundle); `limit` is how many bytes the bundle may
    /// become when it is decompressed.
    public init(verifier: CheckpointVerifier?, limit: Int64 = 64 << 30) {
        self.verifier = verifier
        self.limit = limit
    }

    /// Verifies a bundle that `next` gives piece by piece, nil at the end. Throws `EvidenceError.badBundle` for what is no
    /// bundle of firebreak's; what was changed in one is told in the result.
    public func verify(next: () throws -> [UInt8]?) throws -> EvidenceVerification {
        var reader = EvidenceBundleReader(verifier: verifier)
        var decompressor = try Decompressor(.gzip)
        var total: Int64 = 0
        while let chunk = try next() {
            try Self.decompress(chunk, &decompressor) { piece in
                total += Int64(piece.count)
                guard total <= limit else { throw EvidenceError.tooLarge(limit: limit) }
                try reader.add(piece)
            }
        }
        guard decompressor.isComplete else { throw EvidenceError.badBundle("it ends too early") }
        try reader.finish()
        return try judge(reader)
    }

    /// All that a chunk becomes, in pieces of a bounded length.
    private static func decompress(
        _ chunk: [UInt8], _ decompressor: inout Decompressor, _ take: ([UInt8]) throws -> Void
    ) throws {
        var offset = 0
        while true {
            var failure: CompressionError?
            var used = 0
            let piece = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
                chunk.withUnsafeBytes { bytes in
                    var input = UnsafeRawBufferPointer(rebasing: bytes[offset...])
                    let given = input.count
                    do throws(CompressionError) {
                        count = try decompressor.decompress(&input, into: UnsafeMutableRawBufferPointer(buffer))
                    } catch {
                        failure = error
                    }
                    used = given - input.count
                }
            }
            if let failure { throw EvidenceError.badBundle(failure.message) }
            offset += used
            if !piece.isEmpty { try take(piece) }
            if piece.count < 1 << 18 && (offset == chunk.count || used == 0) { return }
        }
    }

    private func judge(_ reader: EvidenceBundleReader) throws -> EvidenceVerification {
        var result = EvidenceVerification()
        result.keyWasGiven = verifier != nil
        result.files = reader.names.filter { $0.hasPrefix("files/") }.compactMap { name in
            reader.members[name].map { .init(name: name, bytes: $0.bytes, sha256: $0.sha256) }
        }
        guard let envelope = reader.texts["statement.dsse.json"] else {
            throw EvidenceError.badBundle("it has no signed statement")
        }
        guard let key = try verifier ?? Self.key(in: reader) else {
            throw EvidenceError.badBundle("it has no public key, and none was given")
        }
        Self.judgeEntries(reader, key, &result)
        guard let statement = try DSSEEnvelope.opened(envelope, key) else {
            result.problems.append("the statement is not signed with the key of \(key.name)")
            return result
        }
        result.incident = statement.value(at: "predicate.incident")?.stringValue
        if result.incident != reader.folder { result.problems.append("its folder is not called after its incident") }
        if statement.value(at: "predicate.checkpoint")?.stringValue != result.checkpoint {
            result.problems.append("the journal in it is not the one that the statement was signed for")
        }
        result.problems += try Self.compare(reader, with: EvidenceStatement.members(statement))
        result.problems += Self.proofs(reader, key)
        for file in result.files where !reader.told.contains(file.sha256) {
            result.problems.append("the journal does not tell of \(file.name)")
        }
        result.intact = result.problems.isEmpty
        return result
    }

    /// What is wrong with the journal, or with the entries of it.
    private static func judgeEntries(
        _ reader: EvidenceBundleReader, _ key: CheckpointVerifier, _ result: inout EvidenceVerification
    ) {
        guard reader.members["entries.jsonl"] != nil else {
            var audit = reader.audit
            let journal = audit.finish()
            result.wholeJournal = true
            result.entries = journal.entries
            result.checkpoint = journal.checkpoint?.note
            result.problems += journal.problems.map { "the journal: \($0.message)" }
            return
        }
        let audit = reader.entries
        result.entries = audit.entries
        result.problems += audit.problems.map { "the entries: \($0)" }
        do throws(JournalError) {
            if let checkpoint = audit.checkpoint { result.checkpoint = try key.checkpoint(checkpoint.note).note }
        } catch {
            result.problems.append("the entries: \(error.message)")
        }
        if let founder = audit.founder, founder != key.verifierKey {
            result.problems.append("the entries: the journal's first entry names another key")
        }
        if let incident = audit.incident, incident != reader.folder {
            result.problems.append("the entries: they are those of \(incident.printable)")
        }
    }

    /// What is not as it was signed.
    private static func compare(_ reader: EvidenceBundleReader, with signed: [String: String]) -> [String] {
        var problems: [String] = []
        for name in reader.names where name != "statement.dsse.json" {
            guard let digest = signed[name] else {
                problems.append("\(name) was added later: the statement does not name it")
                continue
            }
            if reader.members[name]?.sha256 != digest { problems.append("\(name) was changed") }
        }
        for name in signed.keys.sorted() where reader.members[name] == nil { problems.append("\(name) is missing") }
        return problems
    }

    private static func proofs(_ reader: EvidenceBundleReader, _ key: CheckpointVerifier) -> [String] {
        reader.names.filter { $0.hasPrefix("proofs/") }.compactMap { name -> String? in
            guard let text = reader.texts[name].flatMap({ String(validating: $0, as: UTF8.self) }) else {
                return "\(name) is no text"
            }
            do throws(JournalError) {
                _ = try EntryProof(text).verify(key)
                return nil
            } catch {
                return "\(name): \(error.message)"
            }
        }
    }

    private static func key(in reader: EvidenceBundleReader) throws -> CheckpointVerifier? {
        guard let text = reader.texts["journal.pub"] else { return nil }
        return try CheckpointVerifier(
            verifierKey: String(decoding: text, as: UTF8.self).trimmingLineBreak)
    }
}

extension String {
    fileprivate var trimmingLineBreak: String { hasSuffix("\n") ? String(dropLast()) : self }
}
