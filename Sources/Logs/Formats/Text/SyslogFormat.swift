/// syslog, as it is sent and as it is stored: RFC 5424 (`<34>1 2026-11-21T16:24:57.003Z host app 123 ID - text`), RFC
/// 3164 (`<34>Nov 21 16:24:57 host app[123]: text`, whose times have neither year nor zone), and the form of rsyslog's
/// files since Debian 12 (`2026-11-21T16:24:57.003+01:00 host app[123]: text`).
struct SyslogFormat: LogFormat {
    let name = "syslog"
    let summary = "syslog: RFC 5424, RFC 3164, rsyslog's files"

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var times: TimeReader

        init(_ clock: SourceClock) { times = TimeReader(clock) }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            var rest = row
            if row.count > 3, row[0] == UInt8(ascii: "<") {
                guard let end = row.position(of: UInt8(ascii: ">")), end < 5, let priority = row.part(1, end).decimal,
                    priority < 192
                else { return .foreign }
                record.severity = LogSeverity(syslog: priority & 7)
                record.add("facility", SyslogFacility.name(priority >> 3))
                rest = row.from(end + 1)
                if rest.begins("1 ") { return readNew(rest.from(2), &record) }
            }
            guard rest.count > 16 else { return .foreign }
            if rest[0].isDigit { return readFile(rest, &record) }
            let time = times.withoutYear(rest.part(0, 15))
            guard time != .missing(.time), rest[15] == 0x20 else { return .foreign }
            record.set(time)
            return readTagged(rest.from(16), &record)
        }

        /// RFC 5424 §6: what stands behind the version.
        private mutating func readNew(_ text: Bytes, _ record: inout RecordBuffer) -> RowReading {
            var offset = 0
            var words: [Bytes] = []
            while words.count < 5 {
                guard let space = text.position(of: 0x20, from: offset) else { return .foreign }
                words.append(text.part(offset, space))
                offset = space + 1
            }
            // A sender without a clock says `-`.
            let time = words[0].equals("-") ? .missing(.time) : times.iso(words[0])
            if !words[0].equals("-"), time == .missing(.time) { return .foreign }
            record.set(time)
            for (name, word) in zip(["hostname", "app", "pid", "msgid"] as [StaticString], words.dropFirst())
            where !word.equals("-") {
                record.add(name, word)
            }
            guard offset < text.count else { return .foreign }
            if text[offset] == UInt8(ascii: "-") {
                offset += 1
            } else {
                guard let end = SyslogData.read(text, offset, &record) else { return .foreign }
                offset = end
            }
            let message = offset + 1 < text.count ? text.from(offset + 1) : .none
            record.message = message.begins("\u{FEFF}") ? message.from(3) : message
            return .record
        }

        /// `2026-11-21T16:24:57.003+01:00 host app[123]: text`.
        private mutating func readFile(_ text: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard let space = text.position(of: 0x20), space > 18, text[10] == UInt8(ascii: "T") else {
                return .foreign
            }
            let time = times.iso(text.part(0, space))
            guard time != .missing(.time) else { return .foreign }
            record.set(time)
            return readTagged(text.from(space + 1), &record)
        }

        /// `host app[123]: text`; the host is missing where a machine writes for itself only.
        private func readTagged(_ text: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard let space = text.position(of: 0x20) else { return .foreign }
            let first = text.part(0, space)
            var tag = text.from(space + 1)
            if space > 0, first[space - 1] == UInt8(ascii: ":") { tag = text } else { record.add("hostname", first) }
            // The tag ends with a colon, within what a name of a program may be long.
            guard let colon = tag.position(of: UInt8(ascii: ":")), colon < 128,
                tag.part(0, colon).position(of: 0x20) == nil
            else { return .foreign }
            let name = tag.part(0, colon)
            if let open = name.position(of: UInt8(ascii: "[")), name[name.count - 1] == UInt8(ascii: "]") {
                record.add("app", name.part(0, open))
                record.add("pid", name.part(open + 1, name.count - 1))
            } else {
                record.add("app", name)
            }
            let message = tag.from(colon + 1)
            record.message = message.count > 0 && message[0] == 0x20 ? message.from(1) : message
            return .record
        }
    }
}
