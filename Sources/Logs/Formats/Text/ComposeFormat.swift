/// `docker compose logs`, which puts the name of the service before each line: `api-1  | {"level":30,…}`; behind it
/// stands JSON, or text that begins with a time (as with `--timestamps`).
struct ComposeFormat: LogFormat {
    let name = "compose"
    let summary = "docker compose logs"

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var objects: JSONLinesReader
        private var texts: any LogReader

        init(_ clock: SourceClock) {
            objects = JSONLinesReader(.general, clock)
            texts = TimedTextFormat().makeReader(clock)
        }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard let bar = row.position(of: UInt8(ascii: "|")), bar > 1, bar < 80, row[bar - 1] == 0x20,
                bar + 2 < row.count
            else { return .foreign }
            let service = row.part(0, bar).trimmed
            guard service.position(of: 0x20) == nil else { return .foreign }
            let text = row.from(bar + 1).trimmed
            guard text.count > 1 else { return .foreign }
            record.add("service", service)
            if text[0] == UInt8(ascii: "{") { return objects.read(text, &record) }
            let reading = texts.read(text, &record)
            // With timestamps the program's own line follows Docker's time.
            if reading == .record, record.message.first == UInt8(ascii: "{") {
                let (count, line) = (record.count, record.message)
                if objects.read(line, &record) != .record {
                    record.drop(to: count)
                    record.message = line
                }
            }
            return reading
        }
    }
}
