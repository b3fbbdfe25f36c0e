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

    /// The bytes of `encodeURL`'s text.
    public static func encodeURLBytes(_ bytes: [UInt8]) -> [UInt8] { encoded(bytes, urlAlphabet, padding: false) }

    /// Reads the standard alphabet; padding may be missing. Nil for any other character, a wrong length, or bits
    /// left over that are not zero.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decoded(Array(text.utf8)[...], standardDigits)
    }

    /// Reads the URL alphabet without padding, as strictly.
    public static func decodeURL(_ text: some StringProtocol) -> [UInt8]? { decodeURL(Array(text.utf8)[...]) }

    /// Reads the URL alphabet without padding, as strictly, from ASCII bytes.
    public static func decodeURL(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        text.last == UInt8(ascii: "=") ? nil : decoded(text, urlDigits)
    }

    // On arrays and nothing generic: a generic loop is not specialised across modules, and ten times slower.
    private static func encoded(_ bytes: [UInt8], _ alphabet: [UInt8], padding: Bool) -> [UInt8] {
        let digits = (bytes.count * 8 + 5) / 6
        let length = padding ? (bytes.count + 2) / 3 * 4 : digits
        return [UInt8](unsafeUninitializedCapacity: length) { text, count in
            alphabet.withUnsafeBufferPointer { alphabet in
                bytes.withUnsafeBufferPointer { bytes in
                    var next = 0
                    var index = 0
                    while index + 2 < bytes.count {
                        let three =
                            UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
                        text[next] = alphabet[Int(three >> 18)]
                        text[next + 1] = alphabet[Int(three >> 12 & 63)]
                        text[next + 2] = alphabet[Int(three >> 6 & 63)]
                        text[next + 3] = alphabet[Int(three & 63)]
                        index += 3
                        next += 4
                    }
                    let rest = bytes.count - index
                    guard rest > 0 else { return }
                    let last = UInt32(bytes[index]) << 16 | (rest == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
                    for place in 0...rest { text[next + place] = alphabet[Int(last >> UInt32(18 - 6 * place) & 63)] }
                }
            }
            for index in digits..<length { text[index] = UInt8(ascii: "=") }
            count = length
        }
    }

    private static func decoded(_ text: ArraySlice<UInt8>, _ values: [UInt8]) -> [UInt8]? {
        var digits = text.count
        for _ in 0..<2 where digits > 0 && text[text.startIndex + digits - 1] == UInt8(ascii: "=") { digits -= 1 }
        guard digits % 4 != 1, digits == text.count || text.count % 4 == 0 else { return nil }
        var isWrong = false
        let bytes = [UInt8](unsafeUninitializedCapacity: digits * 6 / 8) { output, count in
            values.withUnsafeBufferPointer { values in
                text.withUnsafeBufferPointer { text in
                    var seen: UInt8 = 0
                    var index = 0
                    var next = 0
                    while index + 4 <= digits {
                        let (a, b) = (values[Int(text[index])], values[Int(text[index + 1])])
                        let (c, d) = (values[Int(text[index + 2])], values[Int(text[index + 3])])
                        seen |= a | b | c | d
                        output[next] = a << 2 | b >> 4
                        output[next + 1] = b << 4 | c >> 2
                        output[next + 2] = c << 6 | d
                        index += 4
                        next += 3
                    }
                    let rest = digits - index
                    if rest >= 2 {
                        let (a, b) = (values[Int(text[index])], values[Int(text[index + 1])])
                        let c = rest == 3 ? values[Int(text[index + 2])] : 0
                        seen |= a | b | c
                        output[next] = a << 2 | b >> 4
                        if rest == 3 { output[next + 1] = b << 4 | c >> 2 }
                        // Bits left over: of one text there is one spelling.
                        isWrong = (rest == 3 ? c & 3 : b & 15) != 0
                    }
                    isWrong = isWrong || seen > 63
                }
            }
            count = digits * 6 / 8
        }
        return isWrong ? nil : bytes
    }

    private static let standardDigits = digits(of: standardAlphabet)
    private static let urlDigits = digits(of: urlAlphabet)

    /// The value of each byte as a digit; 128 for those that are none.
    private static func digits(of alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 128, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }
}
