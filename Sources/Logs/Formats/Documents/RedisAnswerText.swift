internal import JSON

/// Reads answers as redis-cli draws them (redis-cli.c, cliFormatReplyTTY): `1) 1) (integer) 14`, `   2) "text"`.
enum RedisAnswerText {
    /// The value; nil where the text is nothing of the kind.
    static func value(_ bytes: Bytes) -> JSONValue? {
        guard bytes.count < 16 << 20, let first = bytes.first(where: { $0 > 0x20 }), first.isDigit else { return nil }
        let lines = bytes.split(separator: 0x0A).map { Bytes(rebasing: $0) }.filter { !$0.trimmed.isEmpty }
        var index = 0
        guard let value = array(lines, &index, indent: 0), index == lines.count else { return nil }
        return value
    }

    /// The items whose numbers stand at a column.
    private static func array(_ lines: [Bytes], _ index: inout Int, indent: Int) -> JSONValue? {
        guard indent < 256 else { return nil }
        var items: [JSONValue] = []
        while index < lines.count {
            let line = lines[index]
            // Numbers are aligned to the right: ` 9) ` above `10) `.
            var start = items.isEmpty ? indent : leadingSpaces(line)
            if items.isEmpty { while start < line.count, line[start] == 0x20 { start += 1 } }
            guard let close = line.position(of: UInt8(ascii: ")"), from: start), close > start,
                line.part(start, close).decimal == Int64(items.count + 1), close + 2 <= line.count,
                items.isEmpty || start <= indent + 8
            else { break }
            guard let item = item(lines, &index, from: close + 2) else { return nil }
            items.append(item)
        }
        return items.isEmpty ? nil : .array(items)
    }

    private static func item(_ lines: [Bytes], _ index: inout Int, from column: Int) -> JSONValue? {
        let line = lines[index]
        let text = line.from(min(column, line.count)).trimmed
        if let first = text.first, first.isDigit, let close = text.position(of: UInt8(ascii: ")")),
            text.part(0, close).decimal == 1
        {
            return array(lines, &index, indent: column)
        }
        index += 1
        if text.begins("(integer) ") { return text.from(10).decimal.map { .integer($0) } }
        if text.begins("(double) ") { return .string(text.from(9).text) }
        if text.equals("(nil)") { return .null }
        if text.equals("(empty array)") || text.equals("(empty list or set)") { return .array([]) }
        guard text.count >= 2, text[0] == UInt8(ascii: "\"") else { return nil }
        var record = RecordBuffer()
        record.begin(text, line: 1)
        return QuotedText.read(text, 0, &record).map { .string($0.text.text) }
    }

    private static func leadingSpaces(_ line: Bytes) -> Int {
        var count = 0
        while count < line.count, line[count] == 0x20 { count += 1 }
        return count
    }
}
