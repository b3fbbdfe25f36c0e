import Basics
import State

/// The journal's tables, inside a transaction.
struct JournalStore {
    let session: any DatabaseSession

    private static let lastPosition = SQLQuery(
        "SELECT position AS last FROM journal_entries ORDER BY position DESC LIMIT 1")
    private static let lastNote = SQLQuery("SELECT note FROM journal_checkpoints ORDER BY size DESC LIMIT 1")

    /// How many entries there are.
    func size() throws -> Int64 { try Self.size(session.query(Self.lastPosition.sql)) }

    /// What an append asks first.
    static let beginning = [lastPosition, lastNote, StoredSubtrees.edge]

    /// How many entries there are, and the last checkpoint's note.
    func end() throws -> (size: Int64, note: String?) {
        let answers = try session.query(all: [Self.lastPosition, Self.lastNote])
        return (try Self.size(answers[0]), try answers[1].first?.text("note"))
    }

    private static func size(_ rows: [SQLRow]) throws -> Int64 {
        guard let last = try rows.first?.optionalInteger("last") else { return 0 }
        guard last < .max else { throw JournalError.unreadable(last, "no journal has so many") }
        return last + 1
    }

    /// The tree of the first `size` entries.
    func tree(size: Int64) -> MerkleTree { tree(StoredSubtrees(session, size: size), size: size) }

    /// The right edge of the tree of all entries, of which there are `size`.
    func frontier(size: Int64) throws -> MerkleFrontier {
        let subtrees = StoredSubtrees(session, size: size)
        try subtrees.readEdge()
        return try MerkleFrontier(tree(subtrees, size: size))
    }

    private func tree(_ subtrees: StoredSubtrees, size: Int64) -> MerkleTree {
        MerkleTree(size: size) { level, position in try subtrees.hash(level, position) }
    }

    /// Writes entries, the subtrees that they complete, and what the tables beside the journal tell of them.
    func insert(_ batch: JournalBatch) throws {
        try session.insert(
            into: "journal_entries",
            [
                "position": .integers(Array(batch.start.size..<batch.end.size)),
                "leaf": .blobs(batch.leaves), "leaf_hash": .blobs(batch.leafHashes),
                "incident": .texts(batch.incidents), "kind": .texts(batch.kinds),
                "operation": .texts(batch.operations),
                "recorded_at": .integers(Array(repeating: batch.recordedAt.microseconds, count: batch.kinds.count)),
                "occurred_at": .integers(batch.occurredAt),
            ])
        var hashes = SQLBlobs()
        for node in batch.completed { hashes.append(node.hash) }
        try session.insert(
            into: "journal_nodes",
            [
                "level": .integers(batch.completed.map { Int64($0.level) }),
                "position": .integers(batch.completed.map(\.position)), "hash": .blobs(hashes),
            ])
        for entry in batch.told { try IncidentProjection.apply(entry, session) }
    }

    /// The last checkpoint's note.
    func lastNote() throws -> String? { try session.first(Self.lastNote.sql)?.text("note") }

    /// The note of the checkpoint that covers exactly `size` entries.
    func note(size: Int64) throws -> String? {
        try session.first("SELECT note FROM journal_checkpoints WHERE size = $1", [.integer(size)])?.text("note")
    }

    func insert(_ checkpoint: Checkpoint) throws {
        try session.run(
            "INSERT INTO journal_checkpoints (size, note) VALUES ($1, $2)",
            [.integer(checkpoint.size), .text(checkpoint.note)])
    }

    /// The entries that a query asks for.
    func entries(_ query: JournalQuery) throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        try forEachLeaf(query) { position, leaf in
            entries.append(try JournalLeaf.decode(leaf, position: position))
        }
        return entries
    }

    /// The leaves that a query asks for, as they are stored. What is no leaf at all counts as an empty one.
    func forEachLeaf(_ query: JournalQuery, _ body: (Int64, [UInt8]) throws -> Void) throws {
        let (sql, parameters) = query.statement
        for row in try session.query(sql, parameters) {
            try body(try row.integer("position"), (try? row.blob("leaf")) ?? [])
        }
    }
}
