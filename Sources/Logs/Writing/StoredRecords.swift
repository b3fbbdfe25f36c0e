internal import Basics

/// Writes records as JSON objects that hold all that is known of them, without credentials: what an incident's journal
/// keeps. A row and a field that are long are cut, and say so.
public struct StoredRecords: RecordEncoder {
    /// Of a row so much is kept. The digest of its source stands for the whole.
    private static let rowLimit = 8192
    private static let valueLimit = 2048
    private static let mostFields = 200

    private let plain = BufferBox()

    public init() {}

    public mutating func encode(
        _ record: borrowing RecordBuffer, of source: OpenedSource, into out: inout ByteBuffer
    ) {
        var isRedacted = false
        out.append("{\"message\":\"")
        let message = record.message.count > 0 ? record.message : record.row
        append(message, limit: Self.valueLimit, &isRedacted, to: &out)
        out.append("\",\"source\":\"")
        source.name.withBytes { out.append(escaped: $0) }
        out.append("\",\"format\":\"")
        source.format.name.withBytes { out.append(escaped: $0) }
        out.append("\",\"line\":")
        out.append(decimal: record.line)
        out.append(",\"precision\":\"")
        out.append(record.precision.name)
        out.append("\",\"zoneFrom\":\"")
        out.append(record.zone.name)
        out.append("\"")
        if let severity = record.severity {
            out.append(",\"severity\":\"")
            out.append(severity.name)
            out.append("\"")
        }
        if source.clock.offset != 0 {
            out.append(",\"clockOffsetMicroseconds\":")
            out.append(decimal: source.clock.offset)
        }
        if record.isRepaired { out.append(",\"repaired\":true") }
        out.append(",\"fields\":{")
        for index in 0..<min(record.count, Self.mostFields) {
            out.append(index > 0 ? ",\"" : "\"")
            append(record[index].name, limit: 200, &isRedacted, to: &out)
            out.append("\":\"")
            if Redaction.isCredential(record[index].name) {
                out.appendRedactionMark()
                isRedacted = true
            } else {
                append(record[index].value, limit: Self.valueLimit, &isRedacted, to: &out)
            }
            out.append("\"")
        }
        out.append("}")
        let omitted = record.omitted + max(0, record.count - Self.mostFields)
        if omitted > 0 {
            out.append(",\"fieldsLeftOut\":")
            out.append(decimal: Int64(omitted))
        }
        out.append(",\"original\":\"")
        append(record.row, limit: Self.rowLimit, &isRedacted, to: &out)
        out.append(isRedacted ? "\",\"redacted\":true}" : "\"}")
    }

    private mutating func append(_ text: Bytes, limit: Int, _ isRedacted: inout Bool, to out: inout ByteBuffer) {
        var end = min(text.count, limit)
        // Whole characters only.
        while end > 0, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        plain.value.clear()
        if plain.value.append(redacting: text.part(0, end)) { isRedacted = true }
        out.append(escaped: plain.value.bytes)
        guard end < text.count else { return }
        out.append("… [")
        out.append(decimal: Int64(text.count - end))
        out.append(" more bytes]")
    }
}

/// A buffer behind a reference, since an encoder can be copied and a buffer must not be. It belongs to one thread.
private final class BufferBox {
    var value = ByteBuffer(capacity: 4096)
}
