extension DatabaseSession {
    /// Inserts rows of any values, many with each statement.
    func insert(into table: String, columns: [String], rows: [[SQLValue]]) throws(StateError) {
        // SQLite takes 32,766 parameters (sqlite.org/limits.html), PostgreSQL 65,535.
        let most = max(1, min(500, 30_000 / max(1, columns.count)))
        var rest = rows[...]
        while !rest.isEmpty {
            let some = rest.prefix(most)
            rest = rest.dropFirst(most)
            let places = some.indices.map { row in
                let first = (row - some.startIndex) * columns.count
                return "(" + (1...columns.count).map { "$\(first + $0)" }.joined(separator: ", ") + ")"
            }
            try execute(
                "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES \(places.joined(separator: ", "))",
                some.flatMap { $0 })
        }
    }
}
