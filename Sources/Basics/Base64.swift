/// Base 64 in its two alphabets (RFC 4648 §4 and §5). Not constant in time: for values that may be seen.
public enum Base64 {
    private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// With `+`, `/` and padding.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: encoded(Array(bytes), standardAlphabet, padding: true), as: UTF8.self)
    }

    /// With `-` and `_`, without padding: the form of JWT and JWK (RFC 7515 §2).
    public static func encodeURL(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: encoded(Array(bytes), urlAlphabet, padding: false), as: UTF8.self)
    }

    /// Reads the standard alphabet; padding may be missing. Nil for any other character, a wrong length, or bits
    /// left over that are not zero.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { decoded(Array(text.utf8), standardAlphabet) }

    /// Reads the URL alphabet without padding, as strictly.
    public static func decodeURL(_ text: some StringProtocol) -> [UInt8]? {
        text.hasSuffix("=") ? nil : decoded(Array(text.utf8), urlAlphabet)
    }

    // On an array and nothing generic: a generic loop is not specialised across modules, and ten times slower.
    private static func encoded(_ bytes: [UInt8], _ alphabet: [UInt8], padding: Bool) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        while padding && text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return text
    }

    private static func decoded(_ text: [UInt8], _ alphabet: [UInt8]) -> [UInt8]? {
        var digits = text[...]
        let length = digits.count
        for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits = digits.dropLast() }
        guard digits.count % 4 != 1, digits.count == length || length % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for character in digits {
            guard let value = digit(character, alphabet) else { return nil }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return buffer & (1 << UInt32(bits) - 1) == 0 ? bytes : nil
    }

    private static func digit(_ character: UInt8, _ alphabet: [UInt8]) -> UInt32? {
        switch character {
        case 0x41...0x5A: UInt32(character - 0x41)
        case 0x61...0x7A: UInt32(character - 0x61 + 26)
        case 0x30...0x39: UInt32(character - 0x30 + 52)
        case alphabet[62]: 62
        case alphabet[63]: 63
        default: nil
        }
    }
}
