public import Basics

/// A record with texts of its own, for those who keep it: bytes that are no UTF-8 are U+FFFD in it.
public struct LogRecord: Sendable, Hashable {
    /// A named value.
    public struct Field: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    /// When it happened, after the source's clock was corrected; nil where that is not known.
    public var time: Timestamp?
    /// How finely the source tells it.
    public var precision: TimePrecision
    /// Where its zone is known from.
    public var zone: ZoneOrigin
    /// What happened, in words.
    public var message: String
    /// How grave it is.
    public var severity: LogSeverity?
    /// The other fields, in the row's order.
    public var fields: [Field]
    /// The row as it stands in the source.
    public var row: String
    /// The line of the source at which it begins, from 1.
    public var line: Int64
    /// Whether bytes had to be replaced to read it.
    public var isRepaired: Bool

    /// Copies what a reader filled in.
    public init(_ record: borrowing RecordBuffer) {
        time = record.missing == nil ? record.time : nil
        precision = record.precision
        zone = record.zone
        message = record.message.text
        severity = record.severity
        var fields: [Field] = []
        for index in 0..<record.count {
            fields.append(Field(name: record[index].name.text, value: record[index].value.text))
        }
        self.fields = fields
        row = record.row.text
        line = record.line
        isRepaired = record.isRepaired
    }

    /// The value of the first field of a name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}
