/// The cells of a row of comma-separated values (RFC 4180).
struct CSVRow {
    private let row: Bytes
    private let separator: UInt8
    private var offset = 0
    private var isAtEnd = false

    init(_ row: Bytes, _ separator: UInt8) {
        self.row = row
        self.separator = separator
    }

    /// The next cell; quotes are taken off. Nil behind the last.
    mutating func next(_ record: inout RecordBuffer) -> Bytes? {
        guard !isAtEnd else { return nil }
        guard offset < row.count else {
            isAtEnd = true
            return Bytes("")
        }
        if row[offset] == UInt8(ascii: "\"") { return quoted(&record) }
        let end = row.position(of: separator, from: offset) ?? row.count
        let cell = row.part(offset, end)
        go(behind: end)
        return cell
    }

    private mutating func quoted(_ record: inout RecordBuffer) -> Bytes {
        let start = offset + 1
        var end = start
        var isDoubled = false
        while end < row.count {
            if row[end] == UInt8(ascii: "\"") {
                guard end + 1 < row.count, row[end + 1] == UInt8(ascii: "\"") else { break }
                isDoubled = true
                end += 1
            }
            end += 1
        }
        let inside = row.part(start, min(end, row.count))
        // What stands between the quote and the separator does not belong there, and is passed over.
        go(behind: row.position(of: separator, from: min(end + 1, row.count)) ?? row.count)
        guard isDoubled else { return inside }
        var bytes: [UInt8] = []
        var isSecond = false
        for byte in inside {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if !isSecond { bytes.append(byte) }
        }
        return record.keep(bytes)
    }

    private mutating func go(behind end: Int) {
        isAtEnd = end >= row.count
        offset = end + 1
    }

    /// All cells of a row, copied.
    static func cells(_ row: Bytes, _ separator: UInt8) -> [[UInt8]] {
        var record = RecordBuffer()
        record.begin(row, line: 1)
        var cells = CSVRow(row, separator)
        var result: [[UInt8]] = []
        while result.count < 1000, let cell = cells.next(&record) { result.append(Array(cell.trimmed)) }
        return result
    }
}
