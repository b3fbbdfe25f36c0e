/// Text whose lines begin with a time: `2026-11-21 16:24:57,123 ERROR text` (Python's logging, log4j),
/// `[2026-11-21T16:24:57Z] text`, the logs of Kubernetes' container runtime. Lines that do not begin so, as those of a
/// stack trace, belong to the one before.
struct TimedTextFormat: LogFormat {
    let name = "timed-text"
    let summary = "lines that begin with a time"
    let framing = Framing.continued

    func continues(_ line: Bytes) -> Bool {
        let start = line.count > 0 && line[0] == UInt8(ascii: "[") ? 1 : 0
        return !(line.count > start + 10 && line[start].isDigit && line[start + 3].isDigit
            && (line[start + 4] == UInt8(ascii: "-") || line[start + 4] == UInt8(ascii: "/")))
    }

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var times: TimeReader

        init(_ clock: SourceClock) { times = TimeReader(clock) }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard row.count > 11 else { return .foreign }
            let start = row[0] == UInt8(ascii: "[") ? 1 : 0
            // The time ends with the second space, or with the first where the `T` makes it one word.
            var end = start
            var spaces = 0
            while end < row.count, end < start + 40 {
                let byte = row[end]
                if byte == UInt8(ascii: "]") || byte == 0x09 { break }
                if byte == 0x20 {
                    spaces += 1
                    if spaces == 2 || end != start + 10 { break }
                }
                end += 1
            }
            let time = times.iso(row.part(start, end))
            guard time != .missing(.time) else { return .foreign }
            record.set(time)
            var rest = end
            while rest < row.count, row[rest] == UInt8(ascii: "]") || row[rest].isBlank { rest += 1 }
            record.message = row.from(rest)
            record.severity = severity(record.message)
            return .record
        }

        /// The severity that one of the first words names.
        private func severity(_ text: Bytes) -> LogSeverity? {
            var offset = 0
            for _ in 0..<4 {
                while offset < text.count, !text[offset].isLetter { offset += 1 }
                let start = offset
                while offset < text.count, text[offset].isLetter { offset += 1 }
                guard offset > start else { return nil }
                let word = text.part(start, offset)
                let isLoud = word.allSatisfy { $0 < 0x61 }
                if isLoud || start == 0, let severity = LogSeverity(word) { return severity }
            }
            return nil
        }
    }
}
