/// Reads as python-dotenv's `parse_binding` does, in a file opened with universal newlines. A line that it cannot
/// read, it skips from where it got stuck.
struct DotEnvPythonReader {
    private let text: DotEnvText
    private var found: [DotEnvAssignment] = []
    private var offset = 0
    private let space = DotEnvSpace(reader: .python)
    private let inlineSpace = DotEnvSpace(reader: .python, crossesLines: false)

    static func assignments(in text: DotEnvText) -> [DotEnvAssignment] {
        var reader = DotEnvPythonReader(text: text)
        while true {
            reader.offset = text.skipping(reader.space, from: reader.offset)
            if reader.offset == text.count { return reader.found }
            if !reader.binding() { reader.offset = text.skippingLineBreak(at: text.lineEnd(from: reader.offset)) }
        }
    }

    private init(text: DotEnvText) { self.text = text }

    /// One line's worth: an assignment, a comment or a bare key; false where the line is in error.
    private mutating func binding() -> Bool {
        let start = offset
        if text.has("export", at: offset) {
            let after = text.skipping(inlineSpace, from: offset + 6)
            if after > offset + 6 { offset = after }
        }
        let isComment = text[offset] == UInt8(ascii: "#")
        let key = isComment ? "" : self.key()
        guard let key else { return false }
        offset = text.skipping(inlineSpace, from: offset)
        var assignment: DotEnvAssignment?
        if text[offset] == UInt8(ascii: "=") {
            offset = text.skipping(inlineSpace, from: offset + 1)
            guard let (token, quoting, value) = value() else { return false }
            assignment = DotEnvAssignment(
                key: key, statement: start..<token.upperBound, token: token, quoting: quoting, value: value)
        }
        // An optional comment, and the line's end.
        let next = text.skipping(inlineSpace, from: offset)
        if text[next] == UInt8(ascii: "#") { offset = text.lineEnd(from: next) }
        let end = text.skipping(inlineSpace, from: offset)
        guard end == text.count || text[end] == 0x0A || text[end] == 0x0D else { return false }
        offset = text.skippingLineBreak(at: end)
        if let assignment { found.append(assignment) }
        return true
    }

    /// `'([^']+)'` or `([^=\#\s]+)`
    private mutating func key() -> String? {
        if text[offset] == 0x27 {
            guard let close = text.bytes[(offset + 1)...].firstIndex(of: 0x27), close > offset + 1 else { return nil }
            defer { offset = close + 1 }
            return String(decoding: decode(offset + 1..<close, [:]), as: UTF8.self)
        }
        let start = offset
        while let byte = text[offset], byte != UInt8(ascii: "="), byte != UInt8(ascii: "#"),
            text.spaceLength(at: offset, space) == 0
        { offset += 1 }
        return offset > start ? text.string(start..<offset) : nil
    }

    private mutating func value() -> (Range<Int>, DotEnvDocument.Quoting, DotEnvValue)? {
        switch text[offset] {
        case nil, 0x0A, 0x0D: return (offset..<offset, .bare, .text(""))
        case 0x22: return quoted(.double, escapes: Self.doubleEscapes)
        case 0x27: return quoted(.single, escapes: Self.singleEscapes)
        default:
            let end = text.lineEnd(from: offset)
            let token = text.trimmingEnd(offset..<commentStart(in: offset..<end), inlineSpace)
            offset = end
            return (token, .bare, Self.interpolated(text.bytes[token]))
        }
    }

    /// Where white space with a `#` behind it begins.
    private func commentStart(in range: Range<Int>) -> Int {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let next = text.skipping(inlineSpace, from: offset)
            if next > offset && text[next] == UInt8(ascii: "#") { return offset }
            offset = max(next, offset + 1)
        }
        return range.upperBound
    }

    /// `"((?:\\"|[^"])*)"`: up to the first quote without a backslash right before it, else up to the last with one.
    /// Since 1.2.3 a backslash takes whatever is behind it (`"((?:\\.|[^"\\])*)"`); where the two do not end at the same
    /// quote, nobody can tell from the file alone.
    private mutating func quoted(
        _ quoting: DotEnvDocument.Quoting, escapes: [UInt8: UInt8]
    ) -> (Range<Int>, DotEnvDocument.Quoting, DotEnvValue)? {
        var close: Int?
        var position = offset + 1
        while let byte = text[position] {
            if byte == quoting.rawValue {
                close = position
                if position == offset + 1 || text.bytes[position - 1] != UInt8(ascii: "\\") { break }
            }
            position += 1
        }
        guard let close else { return nil }
        let token = offset..<close + 1
        let value =
            close == closeAfterPairs(quoting.rawValue)
            ? Self.interpolated(decode(offset + 1..<close, escapes))
            : .unknown("has a backslash before a quote, which versions of python-dotenv read differently")
        offset = close + 1
        return (token, quoting, value)
    }

    /// The first quote behind the one here that is not behind a backslash, where backslashes go in pairs.
    private func closeAfterPairs(_ quote: UInt8) -> Int? {
        var position = offset + 1
        while let byte = text[position], byte != quote { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
        return position < text.count ? position : nil
    }

    private static let singleEscapes: [UInt8: UInt8] = [0x5C: 0x5C, 0x27: 0x27]
    private static let doubleEscapes: [UInt8: UInt8] = [
        0x5C: 0x5C, 0x27: 0x27, 0x22: 0x22, 0x61: 0x07, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
        0x76: 0x0B,
    ]

    private func decode(_ range: Range<Int>, _ escapes: [UInt8: UInt8]) -> [UInt8] {
        var value: [UInt8] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let byte = text.bytes[position]
            let next = position + 1 < range.upperBound ? text.bytes[position + 1] : 0
            position += 1
            if byte == UInt8(ascii: "\\"), let escaped = escapes[next] {
                value.append(escaped)
                position += 1
            } else if byte == 0x0D {
                value.append(0x0A)
                if next == 0x0A { position += 1 }
            } else {
                value.append(byte)
            }
        }
        return value
    }

    /// `\$\{[^\}:]*(?::-[^\}]*)?\}` is replaced in every style, by what only the running program knows.
    private static func interpolated(_ value: some Collection<UInt8>) -> DotEnvValue {
        let value = Array(value)
        for start in value.indices.dropLast() where value[start] == 0x24 && value[start + 1] == 0x7B {
            let name = value[(start + 2)...].prefix { $0 != 0x7D && $0 != 0x3A }
            var rest = value[name.endIndex...]
            if rest.starts(with: ":-".utf8) { rest = rest.drop { $0 != 0x7D } }
            if rest.first == 0x7D { return .unknown("refers to another variable") }
        }
        return DotEnvValue(value)
    }
}
