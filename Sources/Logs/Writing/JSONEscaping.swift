// Foreign text inside JSON strings (RFC 8259 §7), fit for a terminal too: control characters and marks that change the
// direction of writing are escaped, bytes that are no UTF-8 become U+FFFD.

extension ByteBuffer {
    /// OpenSearch does not index longer keywords (`ignore_above` of 32,766 bytes, the limit of Lucene's terms).
    static let keywordLimit = 32_766

    /// Adds a text as it stands between quotes. One that is too long for a keyword is cut, with a remark on how much is
    /// missing.
    @inline(__always)
    mutating func append(escaped text: Bytes) {
        // Even if every byte becomes a replacement character of three, this fits.
        if text.count > Self.keywordLimit / 3 {
            appendLong(text)
        } else {
            appendEscaped(text)
        }
    }

    @inline(never)
    private mutating func appendLong(_ text: Bytes) {
        let end = Self.fitting(text, Self.keywordLimit - 40)
        guard end < text.count else { return appendEscaped(text) }
        appendEscaped(text.part(0, end))
        append("… [")
        append(decimal: Int64(text.count - end))
        append(" more bytes]")
    }

    /// How many bytes of a text, whole characters only, have at most so many bytes once they are UTF-8.
    private static func fitting(_ text: Bytes, _ limit: Int) -> Int {
        var (offset, length) = (0, 0)
        while offset < text.count {
            let (width, isValid) = UTF8Scan.character(text, offset)
            let takes = isValid ? width : 3
            guard length + takes <= limit else { break }
            length += takes
            offset += width
        }
        return offset
    }

    @inline(__always)
    private mutating func appendEscaped(_ text: Bytes) {
        reserve(text.count * 6 + 16)
        guard let source = text.baseAddress else { return }
        var offset = 0
        // Eight bytes at a time, up to the first that is not plain (Mycroft's tests of all bytes of a word at once).
        while offset + 8 <= text.count {
            let word = source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let special = Self.special(word)
            guard special != 0 else {
                appendReserved(word: word, keeping: 8)
                offset += 8
                continue
            }
            let plain = special.trailingZeroBitCount >> 3
            appendReserved(word: word, keeping: plain)
            offset += plain
            offset += appendSpecial(text, offset)
        }
        while offset < text.count {
            let byte = text[offset]
            if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                appendReserved(byte: byte)
                offset += 1
            } else {
                offset += appendSpecial(text, offset)
            }
        }
    }

    /// The high bit of each byte of a word that is a control character, a quote, a backslash, DEL or no ASCII. Bits above
    /// the lowest that is set mean nothing.
    @inline(__always)
    private static func special(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        func zeroes(_ x: UInt64) -> UInt64 { (x &- ones) & ~x }
        let control = (word &- ones &* 0x20) & ~word
        let quote = zeroes(word ^ ones &* 0x22)
        let backslash = zeroes(word ^ ones &* 0x5C)
        let delete = zeroes(word ^ ones &* 0x7F)
        return (control | quote | backslash | delete | word) & highs
    }

    /// Adds the character at an offset, and returns how many bytes of the text it has. There must be room for six.
    @inline(never)
    private mutating func appendSpecial(_ text: Bytes, _ offset: Int) -> Int {
        let byte = text[offset]
        switch byte {
        case UInt8(ascii: "\""): appendReserved(Bytes("\\\""))
        case UInt8(ascii: "\\"): appendReserved(Bytes("\\\\"))
        case 0x08: appendReserved(Bytes("\\b"))
        case 0x09: appendReserved(Bytes("\\t"))
        case 0x0A: appendReserved(Bytes("\\n"))
        case 0x0C: appendReserved(Bytes("\\f"))
        case 0x0D: appendReserved(Bytes("\\r"))
        case ..<0x20, 0x7F: appendEscape(UInt32(byte))
        case ..<0x80: appendReserved(byte: byte)
        default:
            let (width, isValid) = UTF8Scan.character(text, offset)
            if !isValid {
                appendReserved(Bytes("\u{FFFD}"))
            } else if let code = UTF8Scan.hazard(text, offset, width) {
                appendEscape(code)
            } else {
                appendReserved(text.part(offset, offset + width))
            }
            return width
        }
        return 1
    }

    private mutating func appendEscape(_ code: UInt32) {
        appendReserved(Bytes("\\u"))
        for shift in [12, 8, 4, 0] as [UInt32] {
            let digit = UInt8(truncatingIfNeeded: code >> shift & 15)
            appendReserved(byte: digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
