/// Writes records as lines of Timesketch's JSONL (timesketch.org, "Import from JSON or CSV"): `message`, `datetime` with
/// an explicit zone, `timestamp_desc`, `timestamp` in microseconds, then where the record comes from, and its fields.
///
/// All fields are texts: OpenSearch takes a field's type from the first record that has it and refuses records that have
/// another, so that one line with a word for a number would make other lines disappear. For the same reason the names of
/// inner objects are joined by `_`: a dot would make `user` and `user.name` contradict each other.
public struct TimesketchLines: RecordEncoder {
    private let keepsRow: Bool
    private var times = TimeText()
    private var head: [UInt8] = []
    private var headSource = -1
    private var keys = FieldKeys()

    /// - Parameter keepsRow: whether each line has the row as it stood in its source too.
    public init(keepsRow: Bool = false) { self.keepsRow = keepsRow }

    public mutating func encode(
        _ record: borrowing RecordBuffer, of source: OpenedSource, into out: inout ByteBuffer
    ) {
        out.append("{\"message\":\"")
        out.append(escaped: record.message.count > 0 ? record.message : record.row)
        out.append("\",\"datetime\":\"")
        times.append(record.microseconds, to: &out)
        out.append("\",\"timestamp\":")
        out.append(decimal: record.microseconds)
        if headSource != source.index { begin(source) }
        head.withUnsafeBytes { out.append($0) }
        out.append(decimal: record.line)
        out.append(",\"time_precision\":\"")
        out.append(record.precision.name)
        out.append("\",\"time_zone_from\":\"")
        out.append(record.zone.name)
        if let severity = record.severity {
            out.append("\",\"severity\":\"")
            out.append(severity.name)
        }
        keys.begin()
        for index in 0..<record.count {
            let field = record[index]
            keys.append(field.name, to: &out)
            out.append(escaped: field.value)
        }
        if record.isRepaired { out.append("\",\"encoding\":\"repaired") }
        if record.omitted > 0 {
            out.append("\",\"fields_left_out\":\"")
            out.append(decimal: Int64(record.omitted))
        }
        if keepsRow {
            out.append("\",\"original\":\"")
            out.append(escaped: record.row)
        }
        out.append("\"}\n")
    }

    /// What stands in every line of a source.
    private mutating func begin(_ source: OpenedSource) {
        var text = ByteBuffer()
        text.append(",\"timestamp_desc\":\"Event Logged\",\"source\":\"")
        source.name.withBytes { text.append(escaped: $0) }
        text.append("\",\"source_format\":\"")
        source.format.name.withBytes { text.append(escaped: $0) }
        if source.clock.offset != 0 {
            text.append("\",\"clock_offset_microseconds\":\"")
            text.append(decimal: source.clock.offset)
        }
        text.append("\",\"line\":")
        head = Array(text.bytes)
        headSource = source.index
    }
}

extension String {
    /// The text's UTF-8.
    func withBytes(_ body: (Bytes) -> Void) {
        var text = self
        text.withUTF8 { body(Bytes($0)) }
    }
}
