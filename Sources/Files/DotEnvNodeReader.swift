/// Reads as the `dotenv` package of npm does: its regular expression `LINE`, matched again and again, backtracking
/// and all. White space crosses lines wherever that expression has `\s`.
struct DotEnvNodeReader {
    private let text: DotEnvText
    private let space = DotEnvSpace(reader: .node)

    static func assignments(in text: DotEnvText) -> [DotEnvAssignment] {
        let reader = DotEnvNodeReader(text: text)
        var found: [DotEnvAssignment] = []
        var lineStart = 0
        while lineStart < text.count {
            let start = text.skipping(reader.space, from: lineStart)
            var end = start
            if let match = reader.assignment(at: start) {
                found.append(match.assignment)
                end = match.end
            }
            // The next match begins at a line's start, not before the end of this one.
            lineStart = reader.nextLine(from: end)
        }
        return found
    }

    private init(text: DotEnvText) { self.text = text }

    private typealias Match = (assignment: DotEnvAssignment, end: Int)

    /// `(?:export\s+)?`, and without it where that leads nowhere, as in `export=1`.
    private func assignment(at start: Int) -> Match? {
        if text.has("export", at: start) {
            let key = text.skipping(space, from: start + 6)
            if key > start + 6, let match = assignment(of: key, from: start) { return match }
        }
        return assignment(of: start, from: start)
    }

    /// `([\w.-]+)(?:\s*=\s*?|:\s+?)`
    private func assignment(of key: Int, from start: Int) -> Match? {
        var end = key
        while let byte = text[end], byte.isWord || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") { end += 1 }
        guard end > key else { return nil }
        let name = text.string(key..<end)

        let equals = text.skipping(space, from: end)
        if text[equals] == UInt8(ascii: "=") { return match(name, value: equals + 1, from: start) }
        let gap = text.spaceLength(at: end + 1, space)
        if text[end] == UInt8(ascii: ":") && gap > 0 { return match(name, value: end + 1 + gap, from: start) }
        return nil
    }

    /// The value: in quotes if what follows them is the line's end or a comment, else up to `#` or the line's end.
    private func match(_ key: String, value offset: Int, from start: Int) -> Match {
        let quote = text.skipping(space, from: offset)
        if let quoting = quoting(at: quote), let close = closingQuote(of: quote) {
            let value = decode(quote + 1..<close, quoting)
            return (
                DotEnvAssignment(
                    key: key, statement: start..<close + 1, token: quote..<close + 1, quoting: quoting, value: value),
                close + 1
            )
        }
        let lineEnd = text.lineEnd(from: offset)
        let end = text.bytes[offset..<lineEnd].firstIndex(of: UInt8(ascii: "#")) ?? lineEnd
        let begin = min(text.skipping(space, from: offset), end)
        // Nothing before a comment: the value's place is right behind the `=`.
        let token = begin == end && end < lineEnd ? offset..<offset : text.trimmingEnd(begin..<end, space)
        let statement = start..<max(token.upperBound, offset)
        if nextLine(from: token.lowerBound) <= token.upperBound {
            // U+2028 and U+2029 end lines for `^` and `$`, so that quotes around them go in ways of their own.
            let value = DotEnvValue.unknown("has a line separator in it")
            return (DotEnvAssignment(key: key, statement: statement, token: token, quoting: .bare, value: value), end)
        }
        guard let quoting = quoting(at: token.lowerBound), !token.isEmpty else {
            let value = DotEnvValue(text.bytes[token])
            return (DotEnvAssignment(key: key, statement: statement, token: token, quoting: .bare, value: value), end)
        }
        // Such as `"a" b "c"`: the outermost pair goes, and a single quote of the kind stays.
        let isPair = token.count > 1 && text.bytes[token.upperBound - 1] == quoting.rawValue
        let value = decode(isPair ? token.lowerBound + 1..<token.upperBound - 1 : token, quoting)
        return (
            DotEnvAssignment(
                key: key, statement: statement, token: token, quoting: isPair ? quoting : .bare, value: value), end
        )
    }

    private func quoting(at offset: Int) -> DotEnvDocument.Quoting? {
        guard let byte = text[offset], byte != 0 else { return nil }
        return DotEnvDocument.Quoting(rawValue: byte)
    }

    /// `"(?:\\"|[^"])*"\s*(?:#.*)?$`: the first quote without a backslash right before it, else, last to first, one
    /// with; whichever a comment or the line's end follows.
    private func closingQuote(of open: Int) -> Int? {
        let quote = text.bytes[open]
        var escaped: [Int] = []
        var offset = open + 1
        while let byte = text[offset] {
            if byte == quote {
                if offset > open + 1 && text.bytes[offset - 1] == UInt8(ascii: "\\") {
                    escaped.append(offset)
                } else {
                    if endsLine(offset + 1) { return offset }
                    break
                }
            }
            offset += 1
        }
        return escaped.last { endsLine($0 + 1) }
    }

    private func endsLine(_ offset: Int) -> Bool {
        let next = text.skipping(space, from: offset)
        return next == text.count || text[next] == UInt8(ascii: "#") || nextLine(from: offset) <= next
    }

    /// Where ECMAScript's `^` matches next: behind a line break, U+2028 and U+2029 among them.
    private func nextLine(from offset: Int) -> Int {
        var offset = offset
        while let byte = text[offset] {
            if byte == 0x0A || byte == 0x0D { return text.skippingLineBreak(at: offset) }
            if byte == 0xE2, text[offset + 1] == 0x80, [0xA8, 0xA9].contains(text[offset + 2]) { return offset + 3 }
            offset += 1
        }
        return offset + 1
    }

    /// Line breaks become `\n`; in double quotes, `\n` and `\r` are escapes and nothing else is.
    private func decode(_ range: Range<Int>, _ quoting: DotEnvDocument.Quoting) -> DotEnvValue {
        var value: [UInt8] = []
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = text.bytes[offset]
            let next = offset + 1 < range.upperBound ? text.bytes[offset + 1] : 0
            offset += 1
            if byte == 0x0D {
                value.append(0x0A)
                if next == 0x0A { offset += 1 }
            } else if byte == UInt8(ascii: "\\") && quoting == .double && next == UInt8(ascii: "n") {
                value.append(0x0A)
                offset += 1
            } else if byte == UInt8(ascii: "\\") && quoting == .double && next == UInt8(ascii: "r") {
                value.append(0x0D)
                offset += 1
            } else {
                value.append(byte)
            }
        }
        return DotEnvValue(value)
    }
}

extension UInt8 {
    /// A letter, a digit or `_` of ASCII.
    var isWord: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}
