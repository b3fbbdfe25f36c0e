import GRDBSQLite

/// Many rows through one prepared statement.
struct SQLiteInsertion {
    private let binding: SQLiteBinding

    init(_ statement: OpaquePointer) { binding = SQLiteBinding(statement: statement) }

    /// Inserts the rows. Throws GRDB's error of what SQLite says.
    func run(_ columns: [SQLColumn], rows: Int) throws {
        defer { binding.clear() }
        for row in 0..<rows {
            for (index, column) in columns.enumerated() {
                let place = Int32(index + 1)
                switch column {
                case .integers(let numbers): try binding.bind(numbers[row], place)
                case .texts(let texts): try binding.bind(texts[row], place)
                case .blobs(let blobs): try binding.bind(blobs[row], place)
                }
            }
            guard sqlite3_step(binding.statement) == SQLITE_DONE else { throw binding.failure() }
            sqlite3_reset(binding.statement)
        }
    }
}
