internal import JSON

/// What `redis-cli SLOWLOG GET` and `redis-cli ACL LOG` print, on a terminal (or with `--no-raw`) and with `--json`
/// (redis.io, SLOWLOG GET and ACL LOG). Servers before Redis 7.2 say of a refused log-in only how long ago it was: such
/// an entry has no time.
struct RedisAnswerFormat: LogFormat {
    let name = "redis-answer"
    let summary = "redis-cli's SLOWLOG GET and ACL LOG"
    let framing = Framing.document

    func seemsToBegin(_ beginning: Bytes) -> Bool {
        let start = beginning.trimmed
        return start.begins("[[") || start.begins("1) 1) (integer) ") || start.begins("1)  1) \"")
            || start.begins("[{\"count\":")
    }

    func makeReader(_ clock: SourceClock) -> any LogReader {
        DocumentReader { bytes in
            guard let answer = JSONValue.document(bytes) ?? RedisAnswerText.value(bytes) else { return nil }
            let times = TimeReader(clock)
            return Self.records(answer, times)
        }
    }

    private static func records(_ answer: JSONValue, _ times: TimeReader) -> [DocumentRecord]? {
        guard let entries = answer.arrayValue, !entries.isEmpty else { return nil }
        let records = entries.compactMap { entry in slow(entry, times) ?? refused(entry, times) }
        return records.count == entries.count ? records : nil
    }

    /// `[id, time in seconds, duration in microseconds, [command, argument…], client address, client name]`.
    private static func slow(_ entry: JSONValue, _ times: TimeReader) -> DocumentRecord? {
        guard let parts = entry.arrayValue, parts.count >= 4, let id = parts[0].integerValue,
            let time = parts[1].integerValue, let duration = parts[2].integerValue, let words = parts[3].arrayValue
        else { return nil }
        let command = words.map(\.plainText).joined(separator: " ")
        var record = DocumentRecord(
            time: times.epoch(time), message: "slow command (\(duration) µs): \(command)",
            fields: [
                ("slowlog.id", String(id)), ("duration_microseconds", String(duration)),
                ("command", words.first?.plainText ?? ""),
            ])
        if parts.count > 4, let address = parts[4].stringValue { record.fields.append(("remote_addr", address)) }
        if parts.count > 5, let name = parts[5].stringValue, !name.isEmpty { record.fields.append(("client", name)) }
        return record
    }

    /// An object, or an array in which names and values take turns.
    private static func refused(_ entry: JSONValue, _ times: TimeReader) -> DocumentRecord? {
        var fields: [(name: String, value: String)] = []
        if let members = entry.objectValue {
            fields = members.map { ($0.key, $0.value.plainText) }
        } else if let items = entry.arrayValue, items.count.isMultiple(of: 2) {
            for index in stride(from: 0, to: items.count, by: 2) {
                fields.append((items[index].plainText, items[index + 1].plainText))
            }
        }
        func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        guard let reason = value("reason"), value("age-seconds") != nil, let user = value("username") else { return nil }
        // The client's address stands inside `client-info`.
        let address = value("client-info")?.split(separator: " ").first { $0.hasPrefix("addr=") }?.dropFirst(5)
        if let address { fields.append(("remote_addr", String(address))) }
        fields = fields.map { ($0.name == "username" ? "user" : $0.name, $0.value) }
        let time = (value("timestamp-last-updated") ?? value("timestamp-created")).flatMap(Int64.init)
            .map(times.epochMilliseconds)
        return DocumentRecord(
            time: time ?? .missing(.time),
            message: "access refused (\(reason)) for \(user): \(value("object") ?? "")", severity: .warning,
            fields: fields)
    }
}
