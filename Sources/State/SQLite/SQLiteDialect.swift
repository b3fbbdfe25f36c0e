/// The differences between the shared SQL and SQLite's.
enum SQLiteDialect {
    /// A migration's types in SQLite's names. `INTEGER PRIMARY KEY` makes a key the row's own address, which
    /// `BIGINT PRIMARY KEY` would not (sqlite.org/lang_createtable.html#rowid).
    static func schema(_ statement: String) -> String {
        SQLWords.replacing(statement) { word in
            switch word {
            case "BYTES": "BLOB"
            case "BIGINT": "INTEGER"
            default: nil
            }
        }
    }

    /// `$1` as `?1`: SQLite takes `$1` for a name and numbers names in the order of their first appearance, which
    /// need not be 1, 2, 3 (sqlite.org/lang_expr.html#varparam). Quoted text stays as it is.
    static func placeholders(_ sql: String) -> String {
        guard sql.utf8.contains(UInt8(ascii: "$")) else { return sql }
        var bytes = Array(sql.utf8)
        var quote: UInt8?
        for index in bytes.indices {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte == UInt8(ascii: "$"), index + 1 < bytes.count, (0x31...0x39).contains(bytes[index + 1]) {
                bytes[index] = UInt8(ascii: "?")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
