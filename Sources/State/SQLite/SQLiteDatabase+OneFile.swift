import GRDB

extension SQLiteDatabase {
    /// Brings everything from the write-ahead log into the file, and lets the log go: from then on the file alone is the
    /// state, and can be copied. For a state that nobody else has open.
    public func becomeOneFile() throws(StateError) {
        let mode = try StateError.translating(place: path) {
            try queue.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        }
        guard mode == "delete" else { throw .busy(place: path) }
    }
}
