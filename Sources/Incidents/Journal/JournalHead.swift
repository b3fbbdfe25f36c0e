/// Where a journal ends, once its entries are shown to be those that were signed last: nothing is written behind a
/// journal that was changed or cut, nor behind entries that nobody signed. Entries and their checkpoint are one
/// transaction, so that there are none of these unless somebody without the key has written them.
struct JournalHead {
    /// The right edge of the whole tree.
    let frontier: MerkleFrontier
    /// The last checkpoint, which covers all of it; nil where there is nothing.
    let checkpoint: Checkpoint?

    /// Throws `JournalError.disagrees`, `.unsigned`, `.otherKey` or `.badCheckpoint`.
    init(_ store: JournalStore, _ verifier: CheckpointVerifier) throws {
        let (size, note) = try store.end()
        guard let note else {
            guard size == 0 else { throw JournalError.unsigned(entries: size, signed: 0) }
            frontier = MerkleFrontier()
            checkpoint = nil
            return
        }
        if let origin = Checkpoint(unverified: note)?.origin, origin != verifier.name {
            throw JournalError.otherKey(journal: origin, given: verifier.name)
        }
        let last = try verifier.checkpoint(note)
        guard last.size <= size else { throw JournalError.disagrees(size: last.size) }
        guard last.size == size else { throw JournalError.unsigned(entries: size, signed: last.size) }
        frontier = try store.frontier(size: size)
        guard frontier.root == last.root else { throw JournalError.disagrees(size: size) }
        checkpoint = last
    }
}
