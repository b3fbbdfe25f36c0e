/// nginx's error log (src/core/ngx_log.c): `2026/11/21 16:24:57 [error] 123#0: *4 text, client: 203.0.113.9, server: …`,
/// in local time.
struct NginxErrorFormat: LogFormat {
    let name = "nginx-error"
    let summary = "nginx's error log"
    let framing = Framing.continued

    func continues(_ line: Bytes) -> Bool {
        !(line.count > 19 && line[4] == UInt8(ascii: "/") && line[7] == UInt8(ascii: "/"))
    }

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var times: TimeReader

        init(_ clock: SourceClock) { times = TimeReader(clock) }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard row.count > 22, row[4] == UInt8(ascii: "/"), row[20] == UInt8(ascii: "["),
                let close = row.position(of: UInt8(ascii: "]"), from: 20)
            else { return .foreign }
            let time = times.iso(row.part(0, 19))
            guard time != .missing(.time) else { return .foreign }
            record.set(time)
            let level = row.part(21, close)
            record.severity = LogSeverity(level)
            record.add("level", level)
            var start = close + 1
            if let colon = row.position(of: ": ", from: close) {
                record.add("process", row.part(close + 1, colon).trimmed)
                start = colon + 2
            }
            record.message = row.from(start)
            // What is known of the request stands at the end, in this order.
            let names: [(StaticString, StaticString)] = [
                (", client: ", "remote_addr"), (", server: ", "server"), (", request: ", "request"),
                (", upstream: ", "upstream"), (", host: ", "host"), (", referrer: ", "referer"),
            ]
            for (mark, name) in names {
                guard let place = row.position(of: mark, from: start) else { continue }
                let begin = place + mark.utf8CodeUnitCount
                if begin < row.count, row[begin] == UInt8(ascii: "\"") {
                    if let (text, _) = QuotedText.read(row, begin, &record) { addRequest(name, text, &record) }
                } else {
                    record.add(name, row.part(begin, row.position(of: ", ", from: begin) ?? row.count))
                }
            }
            return .record
        }

        private func addRequest(_ name: StaticString, _ text: Bytes, _ record: inout RecordBuffer) {
            record.add(name, text)
            guard name.utf8CodeUnitCount == 7, let space = text.position(of: 0x20),
                let last = text.lastPosition(of: 0x20), last > space
            else { return }
            record.add("method", text.part(0, space))
            record.add("url", text.part(space + 1, last))
        }
    }
}
