/// One row of a query's answer.
public struct SQLRow: Sendable {
    /// The names of the columns, from left to right, shared by all rows of an answer.
    public let columns: [String]
    /// The values, in the order of `columns`.
    public let values: [SQLValue]

    /// A row of values, in the order of the columns.
    public init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column; null where the answer has no column of that name.
    public subscript(column: String) -> SQLValue {
        guard let index = columns.firstIndex(of: column), index < values.count else { return .null }
        return values[index]
    }

    /// The text of a column. Throws `StateError.column` where it is null or of another type.
    public func text(_ column: String) throws(StateError) -> String {
        guard case .text(let value) = self[column] else { throw .column(column, expected: "text") }
        return value
    }

    /// The number in a column. Throws `StateError.column` where it is null or of another type.
    public func integer(_ column: String) throws(StateError) -> Int64 {
        guard case .integer(let value) = self[column] else { throw .column(column, expected: "a number") }
        return value
    }

    /// The bytes of a column. Throws `StateError.column` where it is null or of another type.
    public func blob(_ column: String) throws(StateError) -> [UInt8] {
        guard case .blob(let value) = self[column] else { throw .column(column, expected: "bytes") }
        return value
    }

    /// The text of a column, or nil where it is null.
    public func optionalText(_ column: String) throws(StateError) -> String? {
        if case .null = self[column] { return nil }
        return try text(column)
    }

    /// The number in a column, or nil where it is null.
    public func optionalInteger(_ column: String) throws(StateError) -> Int64? {
        if case .null = self[column] { return nil }
        return try integer(column)
    }

    /// The bytes of a column, or nil where it is null.
    public func optionalBlob(_ column: String) throws(StateError) -> [UInt8]? {
        if case .null = self[column] { return nil }
        return try blob(column)
    }
}
