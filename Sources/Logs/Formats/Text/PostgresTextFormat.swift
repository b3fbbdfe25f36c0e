/// PostgreSQL's log on standard error, as `log_line_prefix` begins it by default (`%m [%p] `) and on Debian
/// (`%m [%p] %q%u@%d `): `2026-11-21 16:24:57.123 UTC [123] app@shop FATAL:  text`. Lines that begin with a tab continue
/// the one before.
struct PostgresTextFormat: LogFormat {
    let name = "postgres"
    let summary = "PostgreSQL's log on standard error"
    let framing = Framing.continued

    func continues(_ line: Bytes) -> Bool { line.count == 0 || line[0] == 0x09 }

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var times: TimeReader

        init(_ clock: SourceClock) { times = TimeReader(clock) }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard row.count > 24, row[0].isDigit, let open = row.position(of: UInt8(ascii: "[")), open > 20, open < 36,
                let close = row.position(of: UInt8(ascii: "]"), from: open),
                row.part(open + 1, close).decimal != nil,
                let mark = row.position(of: ":  ", from: close)
            else { return .foreign }
            let time = times.iso(row.part(0, open - 1))
            guard time != .missing(.time) else { return .foreign }
            record.set(time)
            record.add("pid", row.part(open + 1, close))
            var prefix = row.part(min(close + 2, mark), mark)
            if let space = prefix.lastPosition(of: 0x20) {
                let session = prefix.part(0, space)
                prefix = prefix.from(space + 1)
                if let at = session.position(of: UInt8(ascii: "@")) {
                    record.add("user", session.part(0, at))
                    record.add("database", session.from(at + 1))
                } else {
                    record.add("session", session)
                }
            }
            // DETAIL, HINT, STATEMENT and CONTEXT are rows of their own.
            guard prefix.count > 2, prefix.allSatisfy({ $0.isLetter || $0.isDigit }) else { return .foreign }
            record.add("level", prefix)
            record.severity = LogSeverity(prefix)
            record.message = row.from(mark + 3)
            return .record
        }
    }
}
