import Basics
import JSON
import State

/// Entries that are ready to be written: their leaves, and the hashes that they complete behind an edge of the tree.
/// Made without the database, so that one batch can be made while another is being written.
struct JournalBatch: Sendable {
    /// The edge of the tree that they continue.
    let start: MerkleFrontier
    /// The edge of the tree with them.
    fileprivate(set) var end: MerkleFrontier
    /// When they are recorded.
    let recordedAt: Timestamp
    /// The columns of `journal_entries`, apart from the positions.
    fileprivate(set) var leaves = SQLBlobs()
    fileprivate(set) var leafHashes = SQLBlobs()
    fileprivate(set) var incidents: [String?] = []
    fileprivate(set) var kinds: [String?] = []
    fileprivate(set) var operations: [String?] = []
    fileprivate(set) var occurredAt: [Int64] = []
    /// The subtrees that they complete and that are kept.
    fileprivate(set) var completed: [MerkleFrontier.Node] = []
    /// The entries that the tables beside the journal are made from.
    fileprivate(set) var told: [JournalEntry] = []
    /// A batch without entries.
    init(behind start: MerkleFrontier, at recordedAt: Timestamp) {
        self.start = start
        end = start
        self.recordedAt = recordedAt
    }
}

/// Makes the leaves of batches, with memory and a hash function that are used again and again.
final class JournalBatchMaker {
    private let hasher = MerkleHasher()
    private var text = CanonicalJSONText()

    /// Adds an entry to a batch. Where the draft is none, the batch stays as it was.
    @discardableResult
    func add(_ draft: JournalDraft, to batch: inout JournalBatch) throws(JournalError) -> JournalEntry {
        var entry = JournalEntry(
            position: batch.end.size, recordedAt: batch.recordedAt, occurredAt: draft.occurredAt ?? batch.recordedAt,
            kind: draft.kind, actor: draft.actor, incident: draft.incident, operation: draft.operation,
            summary: draft.summary, details: draft.details)
        try JournalLeaf.write(&entry, to: &text)
        let leafHash = text.withUnsafeBytes { hasher.leaf($0) }
        batch.leaves.append { text.move(to: &$0) }
        batch.leafHashes.append(leafHash)
        batch.incidents.append(entry.incident)
        batch.kinds.append(entry.kind)
        batch.operations.append(entry.operation)
        batch.occurredAt.append(entry.occurredAt.microseconds)
        batch.end.append(
            leafHash: leafHash, hasher, levelsApart: StoredSubtrees.levelsApart, into: &batch.completed)
        if IncidentProjection.kinds.contains(entry.kind) { batch.told.append(entry) }
        return entry
    }
}

extension JournalDraft {
    /// The first entry of a journal: its name and its key.
    static func founding(_ signer: CheckpointSigner) -> JournalDraft {
        JournalDraft(
            kind: JournalKind.created, actor: "firebreak", summary: "The journal was created",
            details: ["origin": .string(signer.name), "publicKey": .string(signer.verifier.verifierKey)])
    }
}
