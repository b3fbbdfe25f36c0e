import Postgres

/// A transaction of a PostgreSQL database.
final class PostgresSession: DatabaseSession {
    private let transaction: PostgresTransaction
    private let place: String
    private let mayWrite: Bool
    /// What failed: PostgreSQL does nothing more in such a transaction.
    private(set) var failure: StateError?
    /// What was asked with the transaction's beginning, as long as nothing was changed since.
    private var answers: [SQLQuery: [SQLRow]] = [:]

    init(_ transaction: PostgresTransaction, place: String, mayWrite: Bool) {
        self.transaction = transaction
        self.place = place
        self.mayWrite = mayWrite
    }

    /// Begins a transaction that writes, and asks at once what will be asked first.
    func begin(asking queries: [SQLQuery]) throws(StateError) {
        try noting {
            let results = try transaction.begin(with: queries.map { try Self.statement($0.sql, $0.parameters) })
            for (query, result) in zip(queries, results) { answers[query] = Self.rows(result) }
        }
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> Int {
        guard mayWrite else { throw .statement("a change inside a read") }
        answers = [:]
        return try perform(sql, parameters).affectedRows
    }

    func run(_ sql: String, _ parameters: [SQLValue]) throws(StateError) {
        guard mayWrite else { throw .statement("a change inside a read") }
        answers = [:]
        try noting { try transaction.performLater(Self.statement(sql, parameters)) }
    }

    func query(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> [SQLRow] {
        if !answers.isEmpty, let known = answers[SQLQuery(sql, parameters)] { return known }
        return Self.rows(try perform(sql, parameters))
    }

    func query(all queries: [SQLQuery]) throws(StateError) -> [[SQLRow]] {
        let known = answers.isEmpty ? [] : queries.compactMap { answers[$0] }
        if !known.isEmpty, known.count == queries.count { return known }
        return try noting {
            try transaction.perform(queries.map { try Self.statement($0.sql, $0.parameters) }).map(Self.rows)
        }
    }

    private static func rows(_ result: PostgresResult) -> [SQLRow] {
        result.rows.map { row in
            var values: [SQLValue] = []
            values.reserveCapacity(row.values.count)
            for (value, type) in zip(row.values, result.types) { values.append(SQLValue(value, type: type)) }
            return SQLRow(columns: result.columns, values: values)
        }
    }

    func insert(into table: String, _ columns: KeyValuePairs<String, SQLColumn>) throws(StateError) {
        guard mayWrite else { throw .statement("a change inside a read") }
        answers = [:]
        try noting {
            guard let insertion = try PostgresInsertion(table, columns) else { return }
            try insertion.run(transaction)
        }
    }

    func ownTime() throws(StateError) -> Int64? {
        try query("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now").first?.integer("now")
    }

    private func perform(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> PostgresResult {
        try noting { try transaction.perform(Self.statement(sql, parameters)) }
    }

    private static func statement(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> PostgresStatement {
        PostgresStatement(sql, try parameters.map { value throws(StateError) in try value.parameter() }, areTyped: true,
            isKept: true)
    }

    private func noting<T>(_ body: () throws -> T) throws(StateError) -> T {
        if let failure { throw .undone(failure.message) }
        do throws(StateError) {
            return try StateError.translating(place: place, body)
        } catch {
            failure = error
            throw error
        }
    }
}

extension SQLValue {
    /// As a parameter.
    func parameter() throws(StateError) -> PostgresValue {
        switch self {
        case .null: return .null
        case .integer(let number): return .integer(number)
        case .text(let text):
            guard !text.utf8.contains(0) else { throw .statement("a text with a NUL character") }
            return .text(text)
        case .blob(let bytes): return .bytes(bytes)
        }
    }

    /// A field of an answer, as SQLite would give it: yes and no are numbers, and so is the `NUMERIC` (1700) that a sum is.
    init(_ value: PostgresValue, type: UInt32) {
        switch value {
        case .null: self = .null
        case .boolean(let value): self = .integer(value ? 1 : 0)
        case .integer(let number): self = .integer(number)
        case .double(let number): self = .text("\(number)")  // never written here: a reader of numbers shall refuse it
        case .text(let text): self = type == 1700 ? Int64(text).map(SQLValue.integer) ?? .text(text) : .text(text)
        case .bytes(let bytes): self = .blob(bytes)
        }
    }
}
