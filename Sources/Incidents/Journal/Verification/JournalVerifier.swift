public import State

/// Verifies a whole journal: every leaf, hash, node and checkpoint, the sequence, and what the tables beside it
/// repeat. A changed bit, a swap, a gap and a cut tail are found, and the entry is named.
///
/// What nobody can find in the journal alone is that its tail was cut together with the checkpoints that cover it:
/// hand in a checkpoint that went out before, with a notification or a report, and that is found too.
public struct JournalVerifier: Sendable {
    private let verifier: CheckpointVerifier?
    private let witnesses: [String]

    /// `verifier` is the key that the caller trusts (nil: the one that the journal itself names); `witnesses` are
    /// checkpoints that were kept elsewhere.
    public init(verifier: CheckpointVerifier? = nil, witnesses: [String] = []) {
        self.verifier = verifier
        self.witnesses = witnesses
    }

    /// Verifies the journal in a database, on one snapshot.
    public func verify(_ database: any Database) throws -> JournalVerification {
        try database.read { try verify(in: $0) }
    }

    /// Verifies the journal as a transaction sees it.
    public func verify(in session: any DatabaseSession) throws -> JournalVerification {
        var audit = StoredJournalAudit(session, JournalAudit(verifier: verifier))
        return try audit.run(witnesses: witnesses)
    }

    /// Verifies an exported journal, as `Journal.export` writes it, in chunks of any length that `next` gives, nil at the
    /// end. A key is all that it takes.
    public func verify(next: () throws -> [UInt8]?) rethrows -> JournalVerification {
        var audit = ExportedJournalAudit(verifier: verifier, witnesses: witnesses)
        var lines = ExportLines()
        while let chunk = try next() {
            lines.add(chunk) { audit.add(line: $0) }
        }
        if let last = lines.last { audit.add(line: last, isWhole: false) }
        return audit.finish()
    }

    /// Verifies an exported journal that is in memory.
    public func verify(export bytes: [UInt8]) -> JournalVerification {
        var rest: [UInt8]? = bytes
        return verify {
            defer { rest = nil }
            return rest
        }
    }
}
