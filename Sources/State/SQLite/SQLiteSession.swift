import FoundationEssentials
import GRDB

/// A transaction of a SQLite database.
final class SQLiteSession: DatabaseSession {
    private let database: GRDB.Database
    private let place: String
    private let mayWrite: Bool

    init(_ database: GRDB.Database, place: String, mayWrite: Bool) {
        self.database = database
        self.place = place
        self.mayWrite = mayWrite
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> Int {
        guard mayWrite else { throw .statement("a change inside a read") }
        return try StateError.translating(place: place) {
            let before = database.totalChangesCount
            try statement(sql, parameters).execute()
            return database.totalChangesCount - before
        }
    }

    func query(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> [SQLRow] {
        try StateError.translating(place: place) {
            let statement = try statement(sql, parameters)
            let columns = statement.columnNames
            let cursor = try Row.fetchCursor(statement)
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                rows.append(SQLRow(columns: columns, values: row.databaseValues.map(Self.value)))
            }
            return rows
        }
    }

    /// The prepared statement, kept by GRDB for the next time, with its parameters bound.
    private func statement(_ sql: String, _ parameters: [SQLValue]) throws -> Statement {
        let statement = try database.cachedStatement(sql: SQLiteDialect.placeholders(sql))
        try statement.setArguments(StatementArguments(try parameters.map(Self.stored)))
        return statement
    }

    private static func stored(_ value: SQLValue) throws(StateError) -> DatabaseValue {
        switch value {
        case .null: return .null
        case .integer(let number): return number.databaseValue
        case .text(let text):
            // PostgreSQL has no NUL in text, and SQLite's C interface would cut the text there.
            guard !text.utf8.contains(0) else { throw .statement("a text with a NUL character") }
            return text.databaseValue
        case .blob(let bytes): return Data(bytes).databaseValue
        }
    }

    private static func value(_ stored: DatabaseValue) -> SQLValue {
        switch stored.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .double(let number): .text("\(number)")  // never written here: a reader of numbers shall refuse it
        case .string(let text): .text(text)
        case .blob(let data): .blob([UInt8](data))
        }
    }
}
