/// Python's codec `raw-unicode-escape`: Latin-1, with `\uXXXX` and `\UXXXXXXXX` for the rest; two escapes that are
/// surrogates stay apart in Python and cannot be text here.
enum RawUnicodeEscape {
    static func decode(_ line: UnsafeRawBufferPointer) throws(DecodingFailure) -> [UInt8] {
        if line.allSatisfy({ $0 < 0x80 && $0 != backslash }) { return Array(line) }
        var text: [UInt8] = []
        var cursor = ByteCursor(line)
        while !cursor.isAtEnd {
            let byte = try cursor.byte()
            guard byte == backslash, let digits = count(cursor.next) else {
                text += String(Unicode.Scalar(byte)).utf8
                continue
            }
            _ = try cursor.byte()
            var code: UInt32 = 0
            for _ in 0..<digits {
                guard let digit = DecimalText.hexadecimalDigit(try cursor.byte()) else { throw .malformed }
                code = code << 4 | UInt32(digit)
            }
            guard let scalar = Unicode.Scalar(code) else { throw .malformed }
            text += String(scalar).utf8
        }
        return text
    }

    private static let backslash = UInt8(ascii: "\\")

    private static func count(_ letter: UInt8?) -> Int? {
        switch letter {
        case UInt8(ascii: "u"): 4
        case UInt8(ascii: "U"): 8
        default: nil
        }
    }
}
