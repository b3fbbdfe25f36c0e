/// The facilities (RFC 5424 §6.2.1, by the short names of syslog(3)).
enum SyslogFacility {
    private static let names: [StaticString] = [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
        "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]

    static func name(_ number: Int64) -> Bytes {
        names.indices.contains(Int(number)) ? Bytes(names[Int(number)]) : Bytes("unknown")
    }
}

/// Structured data (RFC 5424 §6.3): `[id name="value" …][…]`.
enum SyslogData {
    /// Reads it into fields named `id.name`, and returns where it ends; nil where it does not.
    static func read(_ text: Bytes, _ start: Int, _ record: inout RecordBuffer) -> Int? {
        var offset = start
        while offset < text.count, text[offset] == UInt8(ascii: "[") {
            offset += 1
            let begin = offset
            while offset < text.count, text[offset] != 0x20, text[offset] != UInt8(ascii: "]") { offset += 1 }
            let id = text.part(begin, offset)
            while offset < text.count, text[offset] == 0x20 {
                offset += 1
                let nameStart = offset
                guard let equals = text.position(of: UInt8(ascii: "="), from: offset), equals + 1 < text.count,
                    text[equals + 1] == UInt8(ascii: "\""),
                    let (value, end) = QuotedText.read(text, equals + 1, &record)
                else { return nil }
                let name = text.part(nameStart, equals)
                let path = record.keep(Array(id) + [UInt8(ascii: ".")] + Array(name))
                record.add(path, value)
                offset = end
            }
            guard offset < text.count, text[offset] == UInt8(ascii: "]") else { return nil }
            offset += 1
        }
        return offset > start ? offset : nil
    }
}
