/// logfmt (https://brandur.org/logfmt; Go's kr/logfmt and go-logfmt, Prometheus, Grafana, logrus on a file):
/// `ts=2026-11-21T16:24:57Z level=info msg="two words" done`.
struct LogfmtFormat: LogFormat {
    let name = "logfmt"
    let summary = "key=value pairs: Prometheus, Grafana, logrus"

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var filler: RoleFiller

        init(_ clock: SourceClock) { filler = RoleFiller(.general, clock) }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            filler.begin()
            var offset = 0
            var pairs = 0
            while offset < row.count {
                if row[offset] <= 0x20 {
                    offset += 1
                    continue
                }
                let start = offset
                while offset < row.count, row[offset] > 0x20, row[offset] != UInt8(ascii: "="),
                    row[offset] != UInt8(ascii: "\"")
                { offset += 1 }
                let name = row.part(start, offset)
                guard name.count > 0 else { return .foreign }
                guard offset < row.count, row[offset] == UInt8(ascii: "=") else {
                    // A name alone is a flag. Prose is many of them.
                    guard offset == row.count || row[offset] <= 0x20 else { return .foreign }
                    record.add(name, Bytes("true"))
                    continue
                }
                offset += 1
                pairs += 1
                if offset < row.count, row[offset] == UInt8(ascii: "\"") {
                    guard let (value, end) = QuotedText.read(row, offset, &record) else { return .foreign }
                    filler.add(name, value, to: &record)
                    offset = end
                } else {
                    let begin = offset
                    while offset < row.count, row[offset] > 0x20 { offset += 1 }
                    filler.add(name, row.part(begin, offset), to: &record)
                }
            }
            return pairs >= 2 && pairs * 2 >= record.count ? .record : .foreign
        }
    }
}
