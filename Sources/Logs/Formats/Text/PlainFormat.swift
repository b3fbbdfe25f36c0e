/// Text in no format that is known: rows without a time.
struct PlainFormat: LogFormat {
    let name = "text"
    let summary = "text without times"

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader() }

    private struct Reader: LogReader {
        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            record.message = row
            return .record
        }
    }
}
