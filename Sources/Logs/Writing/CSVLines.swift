/// Writes records as comma-separated values: what every record has, the fields that were asked for, and all fields as
/// one JSON object.
public struct CSVLines: RecordEncoder, Sendable {
    /// Which columns come first.
    public enum Form: String, Sendable, CaseIterable {
        /// Those that Timesketch wants: `message`, `datetime`, `timestamp_desc`, `timestamp`.
        case timesketch
        /// Those that a person reads first: when, how grave, where from, what.
        case plain
    }

    private let form: Form
    private let columns: [[UInt8]]
    private let keepsRow: Bool
    private var times = TimeText()

    public init(_ form: Form, columns: [String] = [], keepsRow: Bool = false) {
        self.form = form
        self.columns = columns.map { Array($0.utf8) }
        self.keepsRow = keepsRow
    }

    /// The first line, with the names of the columns.
    public var heading: [UInt8] {
        var out = ByteBuffer()
        switch form {
        case .timesketch: out.append("message,datetime,timestamp_desc,timestamp,source,source_format,line,severity")
        case .plain: out.append("datetime,severity,source,line,message")
        }
        for column in columns {
            out.append(byte: UInt8(ascii: ","))
            column.withUnsafeBytes { out.append(cell: $0) }
        }
        out.append(",time_precision,time_zone_from,fields")
        if keepsRow { out.append(",original") }
        out.append("\n")
        return Array(out.bytes)
    }

    public mutating func encode(
        _ record: borrowing RecordBuffer, of source: OpenedSource, into out: inout ByteBuffer
    ) {
        let message = record.message.count > 0 ? record.message : record.row
        switch form {
        case .timesketch:
            out.append(cell: message)
            out.append(byte: UInt8(ascii: ","))
            times.append(record.microseconds, to: &out)
            out.append(",Event Logged,")
            out.append(decimal: record.microseconds)
            out.append(byte: UInt8(ascii: ","))
            source.name.withBytes { out.append(cell: $0) }
            out.append(byte: UInt8(ascii: ","))
            source.format.name.withBytes { out.append(cell: $0) }
            out.append(byte: UInt8(ascii: ","))
            out.append(decimal: record.line)
            out.append(byte: UInt8(ascii: ","))
            if let severity = record.severity { out.append(severity.name) }
        case .plain:
            times.append(record.microseconds, to: &out)
            out.append(byte: UInt8(ascii: ","))
            if let severity = record.severity { out.append(severity.name) }
            out.append(byte: UInt8(ascii: ","))
            source.name.withBytes { out.append(cell: $0) }
            out.append(byte: UInt8(ascii: ","))
            out.append(decimal: record.line)
            out.append(byte: UInt8(ascii: ","))
            out.append(cell: message)
        }
        for column in columns {
            out.append(byte: UInt8(ascii: ","))
            column.withUnsafeBytes { name in
                if let value = record.value(name) { out.append(cell: value) }
            }
        }
        out.append(byte: UInt8(ascii: ","))
        out.append(record.precision.name)
        out.append(",\"")
        out.append(record.zone.name)
        out.append("\",")
        appendFields(record, to: &out)
        if keepsRow {
            out.append(byte: UInt8(ascii: ","))
            out.append(cell: record.row)
        }
        out.append("\n")
    }

    private func appendFields(_ record: borrowing RecordBuffer, to out: inout ByteBuffer) {
        var object = ByteBuffer(capacity: 512)
        object.append("{")
        for index in 0..<record.count {
            if index > 0 { object.append(",") }
            object.append("\"")
            object.append(escaped: record[index].name)
            object.append("\":\"")
            object.append(escaped: record[index].value)
            object.append("\"")
        }
        object.append("}")
        out.append(cell: object.bytes)
    }
}

/// A text as a cell of a CSV that a spreadsheet opens without harm, in quotes.
public func csvCell(_ text: String) -> [UInt8] {
    var out = ByteBuffer(capacity: text.utf8.count + 16)
    text.withBytes { out.append(cell: $0) }
    return Array(out.bytes)
}
