public import Basics

/// Which records are wanted.
public struct RecordFilter: Sendable {
    /// From this instant on.
    public var since: Timestamp?
    /// Before this instant.
    public var until: Timestamp?
    /// What fields have to be; all of them.
    public var conditions: [FieldCondition] = []
    /// What has to stand in the row, byte for byte; all of them. Of a document, in the message or a field of the record.
    public var texts: [[UInt8]] = []
    /// The least severity.
    public var severity: LogSeverity?

    public init() {}

    /// Whether a row can be wanted at all: asked before it is read.
    @inline(__always)
    func mayTake(_ row: Bytes) -> Bool {
        for text in texts where !text.withUnsafeBytes({ row.position(of: $0) != nil }) { return false }
        return true
    }

    /// Whether a record of a document can be wanted: the document is not, what it has of it is looked through. One that
    /// could not be taken apart is its own row.
    func mayTake(partOfDocument record: borrowing RecordBuffer) -> Bool {
        if texts.isEmpty { return true }
        guard record.message.count > 0 || record.count > 0 else { return mayTake(record.row) }
        for text in texts {
            let isThere = text.withUnsafeBytes { text in
                var isThere = record.message.position(of: text) != nil
                for index in 0..<record.count where !isThere { isThere = record[index].value.position(of: text) != nil }
                return isThere
            }
            guard isThere else { return false }
        }
        return true
    }

    /// Whether a record is wanted. One without a time is where only its time is asked for: nobody knows.
    @inline(__always)
    func takes(_ record: borrowing RecordBuffer) -> Bool {
        if record.missing == nil {
            if let since, record.microseconds < since.microseconds { return false }
            if let until, record.microseconds >= until.microseconds { return false }
        }
        if let severity {
            guard let own = record.severity, own >= severity else { return false }
        }
        for condition in conditions where !condition.holds(for: record) { return false }
        return true
    }
}

/// What a field has to be, as `status>=400` or `user=u1`.
public struct FieldCondition: Sendable, Hashable {
    /// How the value is compared.
    public enum Comparison: Sendable, Hashable {
        case equal, notEqual, less, atMost, greater, atLeast
    }

    /// The field, with dots between the names of objects inside each other.
    public let name: String
    /// How it is compared.
    public let comparison: Comparison
    /// With what.
    public let value: String
    private let nameBytes: [UInt8]
    private let valueBytes: [UInt8]
    private let number: Double?

    /// Reads `NAME=VALUE`, also with `!=`, `<`, `<=`, `>`, `>=`. Nil for anything else, and where a comparison by size has
    /// no number.
    public init?(_ text: String) {
        let signs: [(String, Comparison)] = [
            ("!=", .notEqual), ("<=", .atMost), (">=", .atLeast), ("=", .equal), ("<", .less), (">", .greater),
        ]
        guard let place = text.firstIndex(where: { "!<>=".contains($0) }), place > text.startIndex,
            let (sign, comparison) = signs.first(where: { text[place...].hasPrefix($0.0) })
        else { return nil }
        name = String(text[..<place])
        value = String(text[place...].dropFirst(sign.count))
        self.comparison = comparison
        nameBytes = Array(name.utf8)
        valueBytes = Array(value.utf8)
        number = Double(value)
        if comparison != .equal && comparison != .notEqual && number == nil { return nil }
    }

    /// Whether a value fulfils it; nil where there is none.
    public func holds(for value: String?) -> Bool {
        guard var value else { return comparison == .notEqual }
        return value.withUTF8 { holds(for: Bytes($0)) }
    }

    /// Whether a record fulfils it. A field that is not there is not equal to anything.
    func holds(for record: borrowing RecordBuffer) -> Bool {
        let found = nameBytes.withUnsafeBytes { name in
            record.value(name)
        }
        return found.map(holds(for:)) ?? (comparison == .notEqual)
    }

    private func holds(for found: Bytes) -> Bool {
        switch comparison {
        case .equal: return found.equals(valueBytes)
        case .notEqual: return !found.equals(valueBytes)
        default:
            guard let number, let own = found.decimal.map(Double.init) ?? Double(found.text) else { return false }
            switch comparison {
            case .less: return own < number
            case .atMost: return own <= number
            case .greater: return own > number
            default: return own >= number
            }
        }
    }
}
