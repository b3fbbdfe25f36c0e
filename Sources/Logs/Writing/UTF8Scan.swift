/// Characters of foreign bytes that may be UTF-8 (RFC 3629 §4).
enum UTF8Scan {
    /// How many bytes the character at an offset has; where there is none, how many to pass over: the longest beginning
    /// of one, as the Unicode standard recommends (§3.9, "maximal subpart").
    static func character(_ text: Bytes, _ offset: Int) -> (width: Int, isValid: Bool) {
        let first = text[offset]
        let wanted: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case ..<0x80: return (1, true)
        case 0xC2...0xDF: wanted = 2
        case 0xE0: (wanted, second) = (3, 0xA0...0xBF)
        case 0xED: (wanted, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: wanted = 3
        case 0xF0: (wanted, second) = (4, 0x90...0xBF)
        case 0xF4: (wanted, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: wanted = 4
        default: return (1, false)
        }
        for index in 1..<wanted {
            guard offset + index < text.count else { return (index, false) }
            let range = index == 1 ? second : 0x80...0xBF
            guard range.contains(text[offset + index]) else { return (index, false) }
        }
        return (wanted, true)
    }

    /// The code of a valid character of several bytes that a terminal would obey or that hides text: C1 controls, line
    /// and paragraph separators, marks that change the direction of writing. Nil for all others.
    static func hazard(_ text: Bytes, _ offset: Int, _ width: Int) -> UInt32? {
        var code: UInt32
        switch width {
        case 2: code = UInt32(text[offset] & 0x1F) << 6 | UInt32(text[offset + 1] & 0x3F)
        case 3:
            code = UInt32(text[offset] & 0x0F) << 12 | UInt32(text[offset + 1] & 0x3F) << 6
            code |= UInt32(text[offset + 2] & 0x3F)
        default: return nil
        }
        switch code {
        case 0x80...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: return code
        default: return nil
        }
    }
}
