/// A row of a result.
public struct PostgresRow: Sendable, Hashable {
    private let columns: [String: Int]
    /// Its fields, in the statement's order.
    public let values: [PostgresValue]

    init(columns: [String: Int], values: [PostgresValue]) {
        self.columns = columns
        self.values = values
    }

    /// A field by its column's name; throws where there is no such column.
    public func value(_ column: String) throws(PostgresError) -> PostgresValue {
        guard let index = columns[column] else { throw .value("the result has no column '\(column)'") }
        return values[index]
    }

    /// A whole number; nil for null.
    public func optionalInteger(_ column: String) throws(PostgresError) -> Int64? {
        switch try value(column) {
        case .null: nil
        case .integer(let number): number
        default: throw Self.otherType(column, "whole number")
        }
    }

    /// A number; nil for null.
    public func optionalDouble(_ column: String) throws(PostgresError) -> Double? {
        switch try value(column) {
        case .null: nil
        case .double(let number): number
        case .integer(let number): Double(number)
        default: throw Self.otherType(column, "number")
        }
    }

    /// A text; nil for null.
    public func optionalText(_ column: String) throws(PostgresError) -> String? {
        switch try value(column) {
        case .null: nil
        case .text(let text): text
        default: throw Self.otherType(column, "text")
        }
    }

    /// Bytes; nil for null.
    public func optionalBytes(_ column: String) throws(PostgresError) -> [UInt8]? {
        switch try value(column) {
        case .null: nil
        case .bytes(let bytes): bytes
        default: throw Self.otherType(column, "bytes")
        }
    }

    /// On or off; nil for null.
    public func optionalBoolean(_ column: String) throws(PostgresError) -> Bool? {
        switch try value(column) {
        case .null: nil
        case .boolean(let value): value
        default: throw Self.otherType(column, "boolean")
        }
    }

    private static func otherType(_ column: String, _ wanted: String) -> PostgresError {
        .value("the column '\(column)' is no \(wanted)")
    }
}

/// What a statement gave.
public struct PostgresResult: Sendable, Hashable {
    /// The names of its columns, from left to right.
    public let columns: [String]
    /// The numbers of their types (src/include/catalog/pg_type.dat).
    public let types: [UInt32]
    /// Its rows; none for a statement that has no result.
    public let rows: [PostgresRow]
    /// How many rows it inserted, changed or removed.
    public let affectedRows: Int
}
