/// A value of a database column, in the four types that SQLite and PostgreSQL share.
public enum SQLValue: Sendable, Hashable {
    /// No value.
    case null
    /// A signed 64-bit number (`BIGINT`); times are stored so, in microseconds since 1970.
    case integer(Int64)
    /// Text in UTF-8 (`TEXT`).
    case text(String)
    /// Bytes as they are (`BYTES` in a migration: `BLOB` in SQLite, `BYTEA` in PostgreSQL).
    case blob([UInt8])

    /// Text, or null for none.
    public static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    /// A number, or null for none.
    public static func optional(_ integer: Int64?) -> SQLValue { integer.map(SQLValue.integer) ?? .null }
    /// Bytes, or null for none.
    public static func optional(_ bytes: [UInt8]?) -> SQLValue { bytes.map(SQLValue.blob) ?? .null }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(nilLiteral: ()) { self = .null }
}
