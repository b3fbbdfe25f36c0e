/// Where a journal ends, once its entries are shown to continue what was signed last: nothing is written behind a
/// journal that was changed or cut.
struct JournalHead {
    /// The right edge of the whole tree.
    let frontier: MerkleFrontier
    /// The last checkpoint; nil where nothing was signed yet.
    let checkpoint: Checkpoint?

    /// Throws `JournalError.disagrees`, `.otherKey` or `.badCheckpoint`.
    init(_ store: JournalStore, _ verifier: CheckpointVerifier) throws {
        let (size, note) = try store.end()
        guard let note else {
            frontier = try store.frontier(size: size)
            checkpoint = nil
            return
        }
        if let origin = Checkpoint(unverified: note)?.origin, origin != verifier.name {
            throw JournalError.otherKey(journal: origin, given: verifier.name)
        }
        let last = try verifier.checkpoint(note)
        guard last.size <= size else { throw JournalError.disagrees(size: last.size) }
        let signed = try store.frontier(size: last.size)
        guard signed.root == last.root else { throw JournalError.disagrees(size: last.size) }
        checkpoint = last
        frontier = size == last.size ? signed : try Self.continued(last, store.tree(size: size))
    }

    /// The edge of a tree that is shown to continue a checkpoint.
    private static func continued(_ checkpoint: Checkpoint, _ tree: MerkleTree) throws -> MerkleFrontier {
        let frontier = try MerkleFrontier(tree)
        // Of nothing everything is a continuation.
        guard checkpoint.size > 0 else { return frontier }
        guard
            MerkleProof.verifyConsistency(
                older: checkpoint.size, olderRoot: checkpoint.root, newer: frontier.size, newerRoot: frontier.root,
                proof: try tree.consistencyProof(from: checkpoint.size))
        else { throw JournalError.disagrees(size: checkpoint.size) }
        return frontier
    }
}
