internal import JSON

/// Reads JSON objects, one a row, by the names of a dialect.
struct JSONLinesReader: LogReader {
    private var filler: RoleFiller
    private let parser = JSONLeavesBox()

    init(_ dialect: FieldDialect, _ clock: SourceClock, pattern: TimePattern? = nil) {
        filler = RoleFiller(dialect, clock, pattern: pattern)
    }

    mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
        read(row, isPadded: true, &record)
    }

    /// Rows that are longer are looked at before simdjson is: of each value it keeps sixteen bytes, so that a row of
    /// megabytes that is nothing but `[0,0,0` would take a multiple of its length.
    private static let long = 2 << 20
    private static let mostValues = 500_000

    private static func isDense(_ row: Bytes) -> Bool {
        var count = 0
        for byte in row where byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
            count += 1
        }
        return count > mostValues
    }

    /// Reads a row; `isPadded` says whether 64 bytes that may be read follow it.
    mutating func read(_ row: Bytes, isPadded: Bool, _ record: inout RecordBuffer) -> RowReading {
        if row.count > Self.long, Self.isDense(row) { return .foreign }
        var outcome = parser.value.parse(row, isPadded: isPadded)
        if outcome == .notUTF8 {
            // Bytes that are no UTF-8 become U+FFFD, and the record says so.
            let repaired = Array(row.text.utf8)
            outcome = repaired.withUnsafeBytes { parser.value.parse($0, isPadded: false) }
            record.isRepaired = true
        }
        guard outcome == .object else { return .foreign }
        filler.begin()
        let leaves = parser.value.list
        for index in 0..<leaves.count {
            let kind = leaves.kind(index)
            if kind == .null { continue }
            filler.add(leaves.path(index), leaves.text(index), kind, leaves.integer(index), to: &record)
        }
        record.omitted += parser.value.omitted
        return filler.isFulfilled(record) ? .record : .foreign
    }
}

/// The parser behind a reference: a reader that is held as `any LogReader` can be copied, its parser must not be. It
/// belongs to one thread.
final class JSONLeavesBox {
    var value = JSONLeaves()
}
