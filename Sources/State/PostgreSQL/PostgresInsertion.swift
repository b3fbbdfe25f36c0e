import Postgres

/// Many rows at once: a few as the parameters of one `INSERT`, which is one way there and back, more by `COPY`.
struct PostgresInsertion {
    /// Up to so many values go as parameters; PostgreSQL takes 65,535.
    private static let mostParameters = 256

    private let table: String
    private let names: [String]
    private let columns: [SQLColumn]
    private let rows: Int

    /// Nil where there are no rows. Throws where there is no row to be made of the columns.
    init?(_ table: String, _ columns: KeyValuePairs<String, SQLColumn>) throws(StateError) {
        self.table = table
        names = columns.map(\.key)
        self.columns = columns.map(\.value)
        guard let rows = try SQLColumn.rows(self.columns) else { return nil }
        self.rows = rows
        for case .texts(let texts) in self.columns {
            for case let text? in texts where text.utf8.contains(0) { throw .statement("a text with a NUL character") }
        }
    }

    func run(_ transaction: PostgresTransaction) throws(PostgresError) {
        if rows * columns.count <= Self.mostParameters {
            try transaction.performLater(statement)
        } else {
            try transaction.withConnection { connection throws(PostgresError) in
                try connection.copy(into: table, columns: names, rows: rows) { row, data in write(row, &data) }
            }
        }
    }

    private var statement: PostgresStatement {
        var places: [String] = []
        var values: [PostgresValue] = []
        for row in 0..<rows {
            let first = values.count
            for column in columns { values.append(value(column, row)) }
            places.append("(" + (first + 1...values.count).map { "$\($0)" }.joined(separator: ", ") + ")")
        }
        return PostgresStatement(
            "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES \(places.joined(separator: ", "))", values,
            areTyped: true, isKept: true)
    }

    private func value(_ column: SQLColumn, _ row: Int) -> PostgresValue {
        switch column {
        case .integers(let numbers): .integer(numbers[row])
        case .texts(let texts): texts[row].map(PostgresValue.text) ?? .null
        case .blobs(let blobs): .bytes(Array(blobs[row]))
        }
    }

    private func write(_ row: Int, _ data: inout PostgresCopyRows) {
        data.beginRow(fields: columns.count)
        for column in columns {
            switch column {
            case .integers(let numbers): data.append(numbers[row])
            case .texts(let texts):
                if let text = texts[row] { data.append(text) } else { data.appendNull() }
            case .blobs(let blobs): data.append(blobs[row])
            }
        }
    }
}
