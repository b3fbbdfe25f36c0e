/// The common and the combined log of nginx and Apache (httpd.apache.org, "Log Files"; nginx.org,
/// ngx_http_log_module), with a virtual host before it too:
/// `203.0.113.9 - alice [21/Nov/2026:16:24:57 +0100] "GET /x HTTP/1.1" 403 153 "-" "curl/8"`.
struct AccessLogFormat: LogFormat {
    let name = "combined"
    let summary = "nginx's and Apache's access logs"

    func makeReader(_ clock: SourceClock) -> any LogReader { Reader(clock) }

    private struct Reader: LogReader {
        private var times: TimeReader

        init(_ clock: SourceClock) { times = TimeReader(clock) }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard let quote = Self.firstQuote(row), let open = row.part(0, quote).lastPosition(of: UInt8(ascii: "[")), open > 5,
                let close = row.position(of: UInt8(ascii: "]"), from: open), close + 3 < row.count,
                row[close + 2] == UInt8(ascii: "\"")
            else { return .foreign }
            let time = times.accessLog(row.part(open + 1, close))
            guard time != .missing(.time) else { return .foreign }
            record.set(time)
            record.message = row
            readClient(row.part(0, open - 1), &record)
            guard let (request, end) = QuotedText.read(row, close + 2, &record) else { return .foreign }
            readRequest(request, &record)
            var offset = end
            readNumber(row, &offset, "status", &record)
            readNumber(row, &offset, "bytes_sent", &record)
            for name in ["referer", "user_agent", "x_forwarded_for"] as [StaticString] {
                guard offset + 1 < row.count, row[offset] == 0x20, row[offset + 1] == UInt8(ascii: "\""),
                    let (text, end) = QuotedText.read(row, offset + 1, &record)
                else { break }
                add(name, text, &record)
                offset = end
            }
            return .record
        }

        /// Where the request begins. A name that a client made up may have brackets in it, and, with a backslash before them,
        /// quotes.
        private static func firstQuote(_ row: Bytes) -> Int? {
            var from = 0
            while let quote = row.position(of: UInt8(ascii: "\""), from: from) {
                var backslashes = 0
                while quote > backslashes, row[quote - backslashes - 1] == UInt8(ascii: "\\") { backslashes += 1 }
                if backslashes.isMultiple(of: 2) { return quote }
                from = quote + 1
            }
            return nil
        }

        /// `[vhost] address identity user`; a user may have spaces in it.
        private func readClient(_ text: Bytes, _ record: inout RecordBuffer) {
            guard var space = text.position(of: 0x20) else { return record.add("remote_addr", text) }
            var start = 0
            // A virtual host stands before a second thing that is no `-`.
            if let next = text.position(of: 0x20, from: space + 1), !text.part(space + 1, next).equals("-"),
                text.part(space + 1, next).contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") })
            {
                record.add("vhost", text.part(0, space))
                (start, space) = (space + 1, next)
            }
            record.add("remote_addr", text.part(start, space))
            guard let identity = text.position(of: 0x20, from: space + 1), identity + 1 < text.count else { return }
            add("remote_user", text.from(identity + 1), &record)
        }

        /// `GET /path?query HTTP/1.1`.
        private func readRequest(_ text: Bytes, _ record: inout RecordBuffer) {
            guard let space = text.position(of: 0x20), let last = text.lastPosition(of: 0x20), last > space else {
                return add("request", text, &record)
            }
            record.add("method", text.part(0, space))
            record.add("url", text.part(space + 1, last))
            record.add("protocol", text.from(last + 1))
        }

        private func readNumber(
            _ row: Bytes, _ offset: inout Int, _ name: StaticString, _ record: inout RecordBuffer
        ) {
            guard offset < row.count, row[offset] == 0x20 else { return }
            var end = offset + 1
            while end < row.count, row[end].isDigit || row[end] == UInt8(ascii: "-") { end += 1 }
            add(name, row.part(offset + 1, end), &record)
            offset = end
        }

        /// `-` stands for nothing.
        private func add(_ name: StaticString, _ value: Bytes, _ record: inout RecordBuffer) {
            if value.count > 0, !value.equals("-") { record.add(name, value) }
        }
    }
}
