public import Basics
import JSON
public import State

/// The journal: an append-only log whose entries are the leaves of a Merkle tree (RFC 6962), with a signed checkpoint
/// after every append. Nothing in it is ever changed; corrections are new entries.
///
/// An append is one transaction with the checkpoint that covers it: a signature that nobody has seen yet is as good as
/// none, and it is on disk together with the entries or not at all. Before anything is written the entries that are
/// there are shown to be those that were signed last, and no more: whoever can write the database but has no key finds
/// nobody who signs for them.
public struct Journal: Sendable {
    /// Where the journal is kept.
    public let database: any Database
    private let signer: CheckpointSigner?
    private let time: TimeSource
    private let observer: Observer?

    /// Is shown every entry in the transaction that writes it, so that what follows from an entry is there with it or
    /// not at all. What it throws undoes the entry.
    public typealias Observer = @Sendable (JournalEntry, any DatabaseSession) throws -> Void

    /// A journal; without a signer it can only be read.
    public init(
        database: any Database, signer: CheckpointSigner? = nil, time: TimeSource = .system, observer: Observer? = nil
    ) {
        self.database = database
        self.signer = signer
        self.time = time
        self.observer = observer
    }

    /// The same journal on another view of its database, as of who writes by the right of a lease (`Lease.database`): who
    /// has lost the lease appends nothing by it any more.
    public func on(_ database: any Database) -> Journal {
        Journal(database: database, signer: signer, time: time, observer: observer)
    }

    /// The present instant, as the journal records it.
    public var now: Timestamp { time.now }

    // MARK: - Appending

    /// Writes an entry; it is on disk and under a signed checkpoint when this returns. The first append to an empty
    /// journal writes an entry about the journal before it.
    @discardableResult
    public func append(_ draft: JournalDraft) throws -> JournalEntry {
        try append { _ in draft }
    }

    /// Finds out what to write and writes it in one transaction, so that nobody comes between.
    @discardableResult
    public func append(_ draft: (any DatabaseSession) throws -> JournalDraft) throws -> JournalEntry {
        try database.write(asking: JournalStore.beginning) { session in
            let entries = try append([try draft(session)], in: session)
            return entries[entries.count - 1]
        }
    }

    /// Writes several entries in one transaction: all of them or none.
    @discardableResult
    public func append(_ drafts: [JournalDraft]) throws -> [JournalEntry] {
        try database.write(asking: JournalStore.beginning) { session in
            try append(drafts, in: session)
        }
    }

    /// Writes an entry, and the checkpoint that covers it, as part of the caller's write transaction.
    @discardableResult
    public func append(_ draft: JournalDraft, in session: any DatabaseSession) throws -> JournalEntry {
        let entries = try append([draft], in: session)
        return entries[entries.count - 1]
    }

    /// Writes entries, and the checkpoint that covers them, as part of the caller's write transaction.
    @discardableResult
    public func append(_ drafts: [JournalDraft], in session: any DatabaseSession) throws -> [JournalEntry] {
        guard !drafts.isEmpty else { return [] }
        let signer = try requiredSigner
        let store = JournalStore(session: session)
        let head = try JournalHead(store, signer.verifier)
        var batch = JournalBatch(behind: head.frontier, at: now)
        let maker = JournalBatchMaker()
        if head.frontier.size == 0 { try maker.add(.founding(signer), to: &batch) }
        let entries = try drafts.map { try maker.add($0, to: &batch) }
        try store.insert(batch)
        try store.insert(try signer.sign(size: batch.end.size, root: batch.end.root))
        if let observer { for entry in entries { try observer(entry, session) } }
        return entries
    }

    /// The key, without which nothing is written.
    var requiredSigner: CheckpointSigner {
        get throws(JournalError) {
            guard let signer else { throw .noSigner }
            return signer
        }
    }

    // MARK: - Checkpoints

    /// The checkpoint that covers all there is, once the entries are shown to be those that it was signed for; nil where
    /// the journal is empty. Throws `JournalError.disagrees` or `.unsigned` where they are not. Signs nothing.
    public func checkpoint() throws -> Checkpoint? {
        let signer = try requiredSigner
        return try database.read { try JournalHead(JournalStore(session: $0), signer.verifier).checkpoint }
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
}
