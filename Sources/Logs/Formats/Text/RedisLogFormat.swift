/// redis-server's log (src/server.c, serverLogRaw): `1234:M 21 Nov 2026 16:24:57.123 * text`, in local time.
struct RedisLogFormat: LogFormat {
    let name = "redis"
    let summary = "redis-server's log"

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var times: TimeReader

        init(_ clock: SourceClock) { times = TimeReader(clock) }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard let colon = row.position(of: UInt8(ascii: ":")), colon > 0, colon < 12,
                row.part(0, colon).decimal != nil, row.count > colon + 29
            else { return .foreign }
            if row.from(colon + 1).begins("signal-handler (") { return readSignal(row, colon, &record) }
            guard row[colon + 2] == 0x20 else { return .foreign }
            let start = colon + 3
            let time = times.dayMonthYear(row.part(start, start + 24))
            guard time != .missing(.time) else { return .foreign }
            record.set(time)
            record.add("pid", row.part(0, colon))
            record.add("role", role(row[colon + 1]))
            let mark = row[start + 25]
            record.severity = severity(mark)
            record.message = row.from(min(start + 27, row.count))
            return .record
        }

        /// `1234:signal-handler (1763742297) text` (serverLogFromHandler), in seconds since 1970.
        private func readSignal(_ row: Bytes, _ colon: Int, _ record: inout RecordBuffer) -> RowReading {
            let start = colon + 17
            guard let end = row.position(of: UInt8(ascii: ")"), from: start), let seconds = row.part(start, end).decimal
            else { return .foreign }
            record.set(times.epoch(seconds))
            record.add("pid", row.part(0, colon))
            record.severity = .warning
            record.message = row.from(min(end + 2, row.count))
            return .record
        }

        private func severity(_ mark: UInt8) -> LogSeverity? {
            switch mark {
            case UInt8(ascii: "."): .debug
            case UInt8(ascii: "-"): .info
            case UInt8(ascii: "*"): .notice
            case UInt8(ascii: "#"): .warning
            default: nil
            }
        }

        private func role(_ letter: UInt8) -> Bytes {
            switch letter {
            case UInt8(ascii: "X"): Bytes("sentinel")
            case UInt8(ascii: "C"): Bytes("child")
            case UInt8(ascii: "S"): Bytes("replica")
            default: Bytes("master")
            }
        }
    }
}
