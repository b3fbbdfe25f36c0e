/// Reads as compose-go's `dotenv` package does: not line by line, but one statement after another. What makes Compose
/// refuse the file is an error here as well.
struct DotEnvComposeReader {
    private let text: DotEnvText
    private var offset: Int
    private let space = DotEnvSpace(reader: .compose)
    private let inlineSpace = DotEnvSpace(reader: .compose, crossesLines: false, takesReturns: true, isNarrow: true)

    static func assignments(in text: DotEnvText) throws(DotEnvError) -> [DotEnvAssignment] {
        var reader = DotEnvComposeReader(text: text)
        var found: [DotEnvAssignment] = []
        while reader.skipToStatement() {
            if let assignment = try reader.statement() { found.append(assignment) }
        }
        return found
    }

    private init(text: DotEnvText) {
        self.text = text
        offset = text.has("\u{FEFF}", at: 0) ? 3 : 0
    }

    /// Passes over white space and comment lines; false at the end.
    private mutating func skipToStatement() -> Bool {
        offset = text.skipping(space, from: offset)
        while text[offset] == UInt8(ascii: "#") {
            offset = text.skipping(space, from: newline(from: offset))
        }
        return offset < text.count
    }

    /// An assignment; nil for a key that is inherited from the environment.
    private mutating func statement() throws(DotEnvError) -> DotEnvAssignment? {
        let start = offset
        if text.has("export", at: offset), let next = text[offset + 6], [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(next) {
            offset = text.skipping(inlineSpace, from: offset + 6)
        }
        let keyStart = offset
        while let byte = text[offset], byte != UInt8(ascii: "="), byte != UInt8(ascii: ":"), byte != 0x0A {
            let length = keyCharacterLength()
            guard length > 0 else { throw .malformedLine(text.lineNumber(of: offset)) }
            offset += length
        }
        guard let end = text[offset] else {
            guard offset > keyStart else { throw .malformedLine(text.lineNumber(of: start)) }
            // A last line without `=` or a line break: Compose gives it to the key "".
            return nil
        }
        let key = text.string(text.trimmingEnd(keyStart..<offset, space))
        guard !key.contains(" ") else { throw .malformedLine(text.lineNumber(of: keyStart)) }
        let sign = offset + 1
        offset = text.skipping(inlineSpace, from: sign)
        if end == 0x0A { return nil }

        var (token, quoting, value) = try value()
        // Nothing but blanks, to which a return counts: a value belongs before them.
        if token.isEmpty { token = sign..<sign }
        return DotEnvAssignment(
            key: key, statement: start..<token.upperBound, token: token, quoting: quoting, value: value)
    }

    /// The length of a character that may stand in a key: letters and numbers of any script, `_.-[]`, and blanks,
    /// which are seen to later. 0 for others.
    private func keyCharacterLength() -> Int {
        let length = text.spaceLength(at: offset, inlineSpace)
        guard length == 0, let byte = text[offset] else { return length }
        if byte < 0x80 { return byte.isWord || ".-[]".utf8.contains(byte) ? 1 : 0 }
        var iterator = text.bytes[offset...].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return 0 }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            UTF8.width(scalar)
        default: 0
        }
    }

    private mutating func value() throws(DotEnvError) -> (Range<Int>, DotEnvDocument.Quoting, DotEnvValue) {
        switch text[offset] {
        case 0x22: return try quoted(.double)
        case 0x27: return try quoted(.single)
        default:
            let end = newline(from: offset)
            var cut = offset
            while cut < end, !(text.bytes[cut] == 0x20 && text[cut + 1] == UInt8(ascii: "#")) { cut += 1 }
            let token = text.trimmingEnd(offset..<cut, space)
            offset = end
            return (token, .bare, DotEnvComposeEscapes.interpolated(Array(text.bytes[token])))
        }
    }

    private mutating func quoted(
        _ quoting: DotEnvDocument.Quoting
    ) throws(DotEnvError) -> (Range<Int>, DotEnvDocument.Quoting, DotEnvValue) {
        let open = offset
        var content: [UInt8] = []
        var isEscaped = false
        offset += 1
        while let byte = text[offset] {
            offset += 1
            switch byte {
            case quoting.rawValue where !isEscaped:
                let value =
                    quoting == .double
                    ? DotEnvComposeEscapes.interpolated(DotEnvComposeEscapes.decode(content)) : DotEnvValue(content)
                return (open..<offset, quoting, value)
            case quoting.rawValue:
                isEscaped = false
                content.append(byte)
            case UInt8(ascii: "\\") where !isEscaped: isEscaped = true
            default:
                if isEscaped { content.append(UInt8(ascii: "\\")) }
                isEscaped = false
                content.append(byte)
            }
        }
        throw .unclosedQuote(line: text.lineNumber(of: open))
    }

    /// The next `\n`: a `\r` alone breaks no line here.
    private func newline(from offset: Int) -> Int {
        text.bytes[min(offset, text.count)...].firstIndex(of: 0x0A) ?? text.count
    }
}

/// What Compose makes of backslashes and dollar signs in double quotes.
enum DotEnvComposeEscapes {
    private static let characters: [UInt8: UInt8] = [
        0x61: 0x07, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09, 0x76: 0x0B, 0x22: 0x22, 0x5C: 0x5C,
    ]

    /// compose-go's `expandEscapes`: the escapes of a Go string, `\0` with three octal digits behind it, and `\$` as
    /// `$$`; others stay as they are.
    static func decode(_ content: [UInt8]) -> [UInt8] {
        var value: [UInt8] = []
        var offset = 0
        while offset < content.count {
            guard content[offset] == UInt8(ascii: "\\"), offset + 1 < content.count else {
                value.append(content[offset])
                offset += 1
                continue
            }
            let next = content[offset + 1]
            if let character = characters[next] {
                value.append(character)
                offset += 2
            } else if next == UInt8(ascii: "$") {
                value += "$$".utf8
                offset += 2
            } else if next == UInt8(ascii: "0") {
                let digits = content[(offset + 2)...].prefix(3).prefix { (0x30...0x39).contains($0) }
                let number = Int(String(decoding: digits, as: UTF8.self), radix: 8) ?? 256
                if digits.count == 3, number < 256, let scalar = Unicode.Scalar(UInt32(number)) {
                    value += String(scalar).utf8
                } else {
                    value += content[offset..<offset + 2]
                    value += digits
                }
                offset += 2 + digits.count
            } else {
                value.append(content[offset])
                offset += 1
            }
        }
        return value
    }

    /// compose-go's `template.Substitute`, as far as it needs no variable: `$$` is `$`.
    static func interpolated(_ content: [UInt8]) -> DotEnvValue {
        var value: [UInt8] = []
        var offset = 0
        while offset < content.count {
            if content[offset] == UInt8(ascii: "$") {
                offset += 1
                guard offset < content.count else { return .unknown("has a '$' that Compose refuses") }
                let next = content[offset]
                if next == UInt8(ascii: "{") || (next.isWord && !(0x30...0x39).contains(next)) {
                    return .unknown("refers to another variable")
                }
                if next != UInt8(ascii: "$") { return .unknown("has a '$' that Compose refuses") }
            }
            value.append(content[offset])
            offset += 1
        }
        return DotEnvValue(value)
    }
}
