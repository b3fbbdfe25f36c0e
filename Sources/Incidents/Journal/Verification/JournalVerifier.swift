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
        try database.read { session in
            var audit = StoredJournalAudit(session, JournalAudit(verifier: verifier))
            return try audit.run(witnesses: witnesses)
        }
    }

    /// Verifies an exported journal: its leaves as `nextLine` gives them, without line breaks and nil at the end, and
    /// the checkpoint that was exported with them.
    public func verify(checkpoint: String, nextLine: () throws -> [UInt8]?) rethrows -> JournalVerification {
        var audit = JournalAudit(verifier: verifier)
        for note in [checkpoint] + witnesses { audit.add(note: note) }
        while let line = try nextLine() { _ = audit.add(leaf: line, at: audit.size) }
        return audit.finish()
    }

    /// Verifies an exported journal that is in memory: JSON lines, and the checkpoint that was exported with them.
    public func verify(checkpoint: String, lines: [UInt8]) -> JournalVerification {
        var rest = lines[...]
        return verify(checkpoint: checkpoint) {
            guard !rest.isEmpty else { return nil }
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            return Array(line)
        }
    }
}
