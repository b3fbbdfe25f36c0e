/// The differences between the shared SQL and PostgreSQL's.
enum PostgresDialect {
    /// A migration's types in PostgreSQL's names. Texts are compared byte by byte as in SQLite, whatever the database's own
    /// order is, which may even change with the system's libraries.
    static func schema(_ statement: String) -> String {
        SQLWords.replacing(statement) { word in
            switch word {
            case "BYTES": "BYTEA"
            case "TEXT": "TEXT COLLATE \"C\""
            default: nil
            }
        }
    }

    /// A name as an identifier.
    static func identifier(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

    /// The number of the advisory lock that keeps a schema's writers apart (FNV-1a of its name). Such locks belong to one
    /// database, and any program may take them.
    static func lock(of schema: String) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "firebreak/state/\(schema)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int64(bitPattern: hash)
    }
}
