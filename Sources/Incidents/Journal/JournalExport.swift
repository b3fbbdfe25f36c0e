import State

extension Journal {
    /// Writes the leaves as JSON lines, each the very bytes that are hashed, up to the last checkpoint, and returns
    /// that checkpoint: with it and the public key anyone can verify the lines. `write` gets whole lines. Nil, and
    /// nothing is written, where no checkpoint was signed yet.
    public func export(_ write: ([UInt8]) throws -> Void) throws -> Checkpoint? {
        guard let checkpoint = try lastCheckpoint() else { return nil }
        var position: Int64 = 0
        while position < checkpoint.size {
            let end = min(position + Int64(Self.pageSize), checkpoint.size)
            let rows = try database.read { session in
                try session.query(
                    "SELECT leaf FROM journal_entries WHERE position >= $1 AND position < $2 ORDER BY position",
                    [.integer(position), .integer(end)])
            }
            for row in rows { try write(try row.blob("leaf") + [UInt8(ascii: "\n")]) }
            position = end
        }
        return checkpoint
    }
}
