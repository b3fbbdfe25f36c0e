import GRDB

/// A transaction of a SQLite database.
final class SQLiteSession: DatabaseSession {
    private let database: GRDB.Database
    private let place: String
    private let mayWrite: Bool
    private var statements: [String: SQLiteStatement] = [:]
    /// What failed. SQLite would go on; PostgreSQL does nothing more in such a transaction, and here both are alike.
    private(set) var failure: StateError?

    init(_ database: GRDB.Database, place: String, mayWrite: Bool) {
        self.database = database
        self.place = place
        self.mayWrite = mayWrite
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> Int {
        guard mayWrite else { throw .statement("a change inside a read") }
        return try translating {
            let before = database.totalChangesCount
            _ = try statement(sql).run(parameters)
            return database.totalChangesCount - before
        }
    }

    func query(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> [SQLRow] {
        try translating { try statement(sql).run(parameters) }
    }

    func insert(into table: String, _ columns: KeyValuePairs<String, SQLColumn>) throws(StateError) {
        guard mayWrite else { throw .statement("a change inside a read") }
        let values = columns.map(\.value)
        guard let rows = try SQLColumn.rows(values) else { return }
        let places = values.map { _ in "?" }.joined(separator: ", ")
        let sql = "INSERT INTO \(table) (\(columns.map(\.key).joined(separator: ", "))) VALUES (\(places))"
        try translating {
            let statement = try database.cachedStatement(sql: sql)
            try SQLiteInsertion(statement.sqliteStatement).run(values, rows: rows)
        }
    }

    func ownTime() throws(StateError) -> Int64? { nil }

    private func translating<T>(_ body: () throws -> T) throws(StateError) -> T {
        if let failure { throw .undone(failure.message) }
        do throws(StateError) {
            return try StateError.translating(place: place, body)
        } catch {
            failure = error
            throw error
        }
    }

    /// The prepared statement, kept by GRDB for the next transaction, and here for the next time in this one: a batch
    /// runs the same few thousands of times.
    private func statement(_ sql: String) throws -> SQLiteStatement {
        if let known = statements[sql] { return known }
        let statement = SQLiteStatement(try database.cachedStatement(sql: SQLiteDialect.placeholders(sql)))
        statements[sql] = statement
        return statement
    }
}
