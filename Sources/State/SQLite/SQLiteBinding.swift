import GRDB
import GRDBSQLite

/// Values for the places of a prepared statement, by SQLite's own interface: for each statement GRDB would make several
/// arrays and copies of all values.
struct SQLiteBinding {
    let statement: OpaquePointer
    /// SQLite keeps a copy: the values live no longer than the call (sqlite.org/c3ref/c_static.html, SQLITE_TRANSIENT).
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Puts a value at a place, counted from 1. Throws GRDB's error of what SQLite says.
    func bind(_ value: SQLValue, _ place: Int32) throws {
        switch value {
        case .null: try check(sqlite3_bind_null(statement, place))
        case .integer(let number): try bind(number, place)
        case .text(let text): try bind(text, place)
        case .blob(let bytes): try bind(bytes[...], place)
        }
    }

    func bind(_ number: Int64, _ place: Int32) throws { try check(sqlite3_bind_int64(statement, place, number)) }

    func bind(_ blob: ArraySlice<UInt8>, _ place: Int32) throws {
        try check(
            blob.withUnsafeBytes { bytes in
                // A blob without bytes must not become null (sqlite.org/c3ref/bind_blob.html).
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(statement, place, 0)
                    : sqlite3_bind_blob64(statement, place, bytes.baseAddress, UInt64(bytes.count), Self.copied)
            })
    }

    func bind(_ text: String?, _ place: Int32) throws {
        guard var text else { return try check(sqlite3_bind_null(statement, place)) }
        try check(
            try text.withUTF8 { utf8 in
                // PostgreSQL has no NUL in text, and SQLite's C interface would cut the text there.
                guard !utf8.contains(0) else { throw StateError.statement("a text with a NUL character") }
                return utf8.withMemoryRebound(to: CChar.self) { text in
                    // The address of an empty text may be nil, which would be taken for null.
                    text.isEmpty
                        ? sqlite3_bind_text64(statement, place, "", 0, Self.copied, UInt8(SQLITE_UTF8))
                        : sqlite3_bind_text64(
                            statement, place, text.baseAddress, UInt64(text.count), Self.copied, UInt8(SQLITE_UTF8))
                }
            })
    }

    /// Makes it ready for the next time.
    func clear() {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    /// What SQLite says of its last failure.
    func failure() -> any Error {
        let connection = sqlite3_db_handle(statement)
        return DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }

    private func check(_ code: Int32) throws { if code != SQLITE_OK { throw failure() } }
}
