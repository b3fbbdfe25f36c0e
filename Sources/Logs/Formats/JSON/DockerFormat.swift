/// Docker's json-file driver: `{"log":"…\n","stream":"stdout","time":"…"}` (docs.docker.com, "JSON File logging
/// driver"). Where the text is JSON itself, its fields are read too, and its time is the record's: it is nearer to what
/// happened than Docker's.
struct DockerFormat: LogFormat {
    let name = "docker"
    let summary = "Docker's json-file logs"

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var outer: JSONLinesReader
        private var inner: JSONLinesReader

        init(_ clock: SourceClock) {
            let names: [FieldDialect.Name] = [.init("time", .time, 9), .init("log", .message, 9)]
            outer = JSONLinesReader(FieldDialect(names, required: ["stream"]), clock)
            inner = JSONLinesReader(.general, clock)
        }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard outer.read(row, &record) == .record, record.message.count > 0 else { return .foreign }
            let text = record.message
            let line = text[text.count - 1] == 0x0A ? text.part(0, text.count - 1) : text
            record.message = line
            guard line.count > 1, line[0] == UInt8(ascii: "{") else { return .record }
            let (count, time, precision, missing) = (
                record.count, record.microseconds, record.precision, record.missing
            )
            // What the text is not, the record stays.
            if inner.read(line, isPadded: false, &record) != .record {
                record.drop(to: count)
                record.message = line
                (record.microseconds, record.precision, record.missing) = (time, precision, missing)
            }
            return .record
        }
    }
}
