public import Basics
import JSON
public import State

/// The journal: an append-only log whose entries are the leaves of a Merkle tree (RFC 6962), with a signed checkpoint
/// after every append. Nothing in it is ever changed; corrections are new entries.
///
/// An append is two transactions: the entries are on disk before the checkpoint that covers them is signed, and the
/// new checkpoint is shown to be consistent with the last before it is signed. Where a crash comes between, the next
/// append, or `checkpoint()`, signs what was left.
public struct Journal: Sendable {
    /// Where the journal is kept.
    public let database: any Database
    private let signer: CheckpointSigner?
    private let time: TimeSource

    /// A journal; without a signer it can only be read.
    public init(database: any Database, signer: CheckpointSigner? = nil, time: TimeSource = .system) {
        self.database = database
        self.signer = signer
        self.time = time
    }

    /// The present instant, as the journal records it.
    public var now: Timestamp { time.now }

    // MARK: - Appending

    /// Writes an entry; it is on disk when this returns, and under a signed checkpoint unless other processes kept the
    /// lock or the disk filled up: then the next append signs it. The first append to an empty journal writes an entry about the journal
    /// before it.
    @discardableResult
    public func append(_ draft: JournalDraft) throws -> JournalEntry {
        try append { _ in draft }
    }

    /// Finds out what to write and writes it in one transaction, so that nobody comes between.
    @discardableResult
    public func append(_ draft: (any DatabaseSession) throws -> JournalDraft) throws -> JournalEntry {
        let entry = try database.write { session in try append(try draft(session), in: session) }
        try signCommitted()
        return entry
    }

    /// Writes several entries in one transaction: all of them or none.
    @discardableResult
    public func append(_ drafts: [JournalDraft]) throws -> [JournalEntry] {
        let entries = try database.write { session in try append(drafts, in: session) }
        try signCommitted()
        return entries
    }

    /// Writes an entry as part of the caller's write transaction. Call `checkpoint()` after it is committed.
    @discardableResult
    public func append(_ draft: JournalDraft, in session: any DatabaseSession) throws -> JournalEntry {
        let entries = try append([draft], in: session)
        return entries[entries.count - 1]
    }

    private func append(_ drafts: [JournalDraft], in session: any DatabaseSession) throws -> [JournalEntry] {
        guard let signer else { throw JournalError.noSigner }
        let store = JournalStore(session: session)
        var frontier = try MerkleFrontier(try verifiedHead(store, signer.verifier).tree)
        if frontier.size == 0 { _ = try record(founding(signer), session, &frontier) }
        return try drafts.map { try record($0, session, &frontier) }
    }

    private func record(
        _ draft: JournalDraft, _ session: any DatabaseSession, _ frontier: inout MerkleFrontier
    ) throws -> JournalEntry {
        let now = time.now
        var entry = JournalEntry(
            position: frontier.size, recordedAt: now, occurredAt: draft.occurredAt ?? now, kind: draft.kind,
            actor: draft.actor, incident: draft.incident, operation: draft.operation, summary: draft.summary,
            details: draft.details)
        let leaf = try JournalLeaf.encode(&entry)
        try JournalStore(session: session).insert(entry, leaf: leaf, &frontier)
        try IncidentProjection.apply(entry, session)
        return entry
    }

    private func founding(_ signer: CheckpointSigner) -> JournalDraft {
        JournalDraft(
            kind: JournalKind.created, actor: "firebreak", summary: "The journal was created",
            details: ["origin": .string(signer.name), "publicKey": .string(signer.verifier.verifierKey)])
    }

    // MARK: - Checkpoints

    /// What is committed stays so: that the lock, or room on the disk, could not be had again is no failure of the
    /// append. The next one signs.
    private func signCommitted() throws {
        do {
            try checkpoint()
        } catch StateError.busy, StateError.diskFull {}
    }

    /// Signs what no checkpoint covers yet, and returns the checkpoint that covers all there is; nil where the journal
    /// is empty. Throws `JournalError.disagrees` where the entries do not continue what was signed last.
    @discardableResult
    public func checkpoint() throws -> Checkpoint? {
        guard let signer else { throw JournalError.noSigner }
        return try database.write { session in
            let store = JournalStore(session: session)
            let (tree, last) = try verifiedHead(store, signer.verifier)
            guard tree.size > 0, tree.size != last?.size else { return last }
            let root = try tree.root()
            if let last {
                let proof = try tree.consistencyProof(from: last.size)
                guard
                    MerkleProof.verifyConsistency(
                        older: last.size, olderRoot: last.root, newer: tree.size, newerRoot: root, proof: proof)
                else { throw JournalError.disagrees(size: last.size) }
            }
            let checkpoint = try signer.sign(size: tree.size, root: root)
            try store.insert(checkpoint)
            return checkpoint
        }
    }

    /// The last signed checkpoint, as it is stored. `JournalVerifier` says whether it is good.
    public func lastCheckpoint() throws -> Checkpoint? {
        try database.read { try JournalStore(session: $0).lastNote() }.map { note in
            guard let checkpoint = Checkpoint(unverified: note) else {
                throw JournalError.badCheckpoint("it has not the form of a checkpoint")
            }
            return checkpoint
        }
    }

    /// The whole tree and the last checkpoint, once they are shown to agree: nothing is written behind a journal that
    /// was cut or changed.
    private func verifiedHead(
        _ store: JournalStore, _ verifier: CheckpointVerifier
    ) throws -> (tree: MerkleTree, checkpoint: Checkpoint?) {
        let size = try store.size()
        guard let note = try store.lastNote() else { return (store.tree(size: size), nil) }
        if let origin = Checkpoint(unverified: note)?.origin, origin != verifier.name {
            throw JournalError.otherKey(journal: origin, given: verifier.name)
        }
        let checkpoint = try verifier.checkpoint(note)
        guard checkpoint.size <= size, try store.tree(size: checkpoint.size).root() == checkpoint.root else {
            throw JournalError.disagrees(size: checkpoint.size)
        }
        return (store.tree(size: size), checkpoint)
    }
}
