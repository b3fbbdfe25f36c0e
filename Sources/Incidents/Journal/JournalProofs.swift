import State

/// What shows that an entry is part of the journal that a checkpoint was signed for.
public struct InclusionProof: Sendable, Hashable {
    /// The entry's position.
    public var index: Int64
    /// The hashes beside the way from the entry to the root, lowest first.
    public var hashes: [[UInt8]]
    /// The checkpoint that it leads to.
    public var checkpoint: Checkpoint
}

/// What shows that a journal continues an earlier state of itself.
public struct ConsistencyProof: Sendable, Hashable {
    /// How many entries the earlier state has.
    public var older: Int64
    /// How many entries the later state has.
    public var newer: Int64
    /// The hashes that lead from the one's root to the other's.
    public var hashes: [[UInt8]]
}

extension Journal {
    /// The proof that an entry is in the journal, under the last checkpoint. Throws `JournalError.noEntry`.
    public func inclusionProof(_ position: Int64) throws -> InclusionProof { try inclusionProof(position, under: nil) }

    private func inclusionProof(_ position: Int64, under given: Checkpoint?) throws -> InclusionProof {
        try database.read { session in
            let store = JournalStore(session: session)
            guard let checkpoint = try given ?? store.lastNote().flatMap(Checkpoint.init(unverified:)), position >= 0,
                position < checkpoint.size
            else { throw JournalError.noEntry(position) }
            let hashes = try store.tree(size: checkpoint.size).inclusionProof(position)
            return InclusionProof(index: position, hashes: hashes, checkpoint: checkpoint)
        }
    }

    /// The proof of an entry, with the entry, to be handed to others. Throws `JournalError.noEntry`.
    public func proof(of position: Int64) throws -> EntryProof { try proof(of: position, under: nil) }

    /// The same under an earlier checkpoint.
    func proof(of position: Int64, under checkpoint: Checkpoint?) throws -> EntryProof {
        let inclusion = try inclusionProof(position, under: checkpoint)
        let row = try database.read { session in
            try session.first("SELECT leaf FROM journal_entries WHERE position = $1", [.integer(position)])
        }
        guard let row else { throw JournalError.noEntry(position) }
        return EntryProof(
            leaf: try row.blob("leaf"), index: position, hashes: inclusion.hashes, note: inclusion.checkpoint.note)
    }

    /// The proof that the first `newer` entries (all where nil) continue the first `older`.
    public func consistencyProof(from older: Int64, to newer: Int64? = nil) throws -> ConsistencyProof {
        try database.read { session in
            let store = JournalStore(session: session)
            let size = try store.size()
            let newer = newer ?? size
            guard newer <= size else { throw JournalError.noEntry(newer) }
            guard older > 0, older <= newer else { throw JournalError.noEntry(older) }
            let hashes = try store.tree(size: newer).consistencyProof(from: older)
            return ConsistencyProof(older: older, newer: newer, hashes: hashes)
        }
    }
}
