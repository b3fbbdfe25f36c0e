import State

extension Journal {
    /// Writes the journal up to the last checkpoint as JSON lines, one for each entry and at the end one with the
    /// checkpoint: anyone can verify them with the public key alone. `write` gets whole lines, many at a time. Nil, and
    /// nothing is written, where no checkpoint was signed yet.
    @discardableResult
    public func export(_ write: ([UInt8]) throws -> Void) throws -> Checkpoint? {
        guard let checkpoint = try lastCheckpoint() else { return nil }
        var pages = JournalExportPages(self, checkpoint)
        while let page = try pages.next() { try write(page) }
        return checkpoint
    }
}

/// The lines of an exported journal up to a checkpoint, some hundred at a time.
struct JournalExportPages {
    private let journal: Journal
    private let checkpoint: Checkpoint
    private var position: Int64 = 0
    private var isDone = false

    init(_ journal: Journal, _ checkpoint: Checkpoint) {
        self.journal = journal
        self.checkpoint = checkpoint
    }

    /// The next lines; nil behind the checkpoint's, which is the last.
    mutating func next() throws -> [UInt8]? {
        guard position < checkpoint.size else {
            defer { isDone = true }
            return isDone ? nil : JournalExportLine.bytes(checkpoint: checkpoint.note)
        }
        let end = min(position + Int64(Journal.pageSize), checkpoint.size)
        let rows = try journal.database.read { session in
            try session.query(
                """
                SELECT leaf, leaf_hash FROM journal_entries
                WHERE position >= $1 AND position < $2 ORDER BY position
                """,
                [.integer(position), .integer(end)])
        }
        position = end
        return try rows.flatMap { row in
            JournalExportLine.bytes(leaf: try row.blob("leaf"), hash: try row.blob("leaf_hash"))
        }
    }
}
