import Basics
import State

/// The journal's tables, inside a transaction.
struct JournalStore {
    let session: any DatabaseSession

    /// How many entries there are.
    func size() throws -> Int64 {
        try session.first("SELECT MAX(position) AS last FROM journal_entries")?.optionalInteger("last").map { $0 + 1 }
            ?? 0
    }

    /// The tree of the first `size` entries.
    func tree(size: Int64) -> MerkleTree {
        MerkleTree(size: size) { level, position in
            let row =
                level == 0
                ? try session.first(
                    "SELECT leaf_hash AS hash FROM journal_entries WHERE position = $1", [.integer(position)])
                : try session.first(
                    "SELECT hash FROM journal_nodes WHERE level = $1 AND position = $2",
                    [.integer(Int64(level)), .integer(position)])
            guard case .blob(let hash) = row?["hash"], hash.count == MerkleHash.byteCount else {
                throw JournalError.disagrees(size: size)
            }
            return hash
        }
    }

    /// Writes an entry, and the subtrees that it completes.
    func insert(_ entry: JournalEntry, leaf: [UInt8], _ frontier: inout MerkleFrontier) throws {
        let leafHash = MerkleHash.leaf(leaf)
        try session.execute(
            """
            INSERT INTO journal_entries
                (position, leaf, leaf_hash, incident, kind, operation, recorded_at, occurred_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .integer(entry.position), .blob(leaf), .blob(leafHash), .optional(entry.incident), .text(entry.kind),
                .optional(entry.operation), .integer(entry.recordedAt.microseconds),
                .integer(entry.occurredAt.microseconds),
            ])
        for node in frontier.append(leafHash: leafHash) {
            try session.execute(
                "INSERT INTO journal_nodes (level, position, hash) VALUES ($1, $2, $3)",
                [.integer(Int64(node.level)), .integer(node.position), .blob(node.hash)])
        }
    }

    /// The last checkpoint's note.
    func lastNote() throws -> String? {
        try session.first("SELECT note FROM journal_checkpoints ORDER BY size DESC LIMIT 1")?.text("note")
    }

    /// The note of the checkpoint that covers exactly `size` entries.
    func note(size: Int64) throws -> String? {
        try session.first("SELECT note FROM journal_checkpoints WHERE size = $1", [.integer(size)])?.text("note")
    }

    func insert(_ checkpoint: Checkpoint) throws {
        try session.execute(
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
