import GRDB
import GRDBSQLite

/// A prepared statement that is run again and again, by SQLite's own interface.
final class SQLiteStatement {
    /// Keeps it prepared.
    private let prepared: Statement
    private let binding: SQLiteBinding
    private let columns: [String]

    init(_ prepared: Statement) {
        self.prepared = prepared
        binding = SQLiteBinding(statement: prepared.sqliteStatement)
        columns = prepared.columnNames
    }

    /// Runs it to its end, and gives the rows of its answer. Throws GRDB's error of what SQLite says.
    func run(_ parameters: [SQLValue]) throws -> [SQLRow] {
        let statement = binding.statement
        guard parameters.count == Int(sqlite3_bind_parameter_count(statement)) else {
            throw StateError.statement("another number of values than the statement has places")
        }
        defer { binding.clear() }
        for (index, value) in parameters.enumerated() { try binding.bind(value, Int32(index + 1)) }
        var rows: [SQLRow] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(SQLRow(columns: columns, values: columns.indices.map { value(Int32($0)) }))
            case SQLITE_DONE: return rows
            default: throw binding.failure()
            }
        }
    }

    private func value(_ column: Int32) -> SQLValue {
        let statement = binding.statement
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        // Never written here: a reader of numbers shall refuse it.
        case SQLITE_FLOAT: return .text("\(sqlite3_column_double(statement, column))")
        case SQLITE_TEXT:
            // The text before its length: asking for it may change how it is stored (sqlite.org/c3ref/column_blob.html).
            let text = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        default:
            let bytes = sqlite3_column_blob(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
        }
    }
}
