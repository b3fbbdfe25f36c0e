/// The two alphabets of Base 64.
public enum SecretBase64Alphabet: Sendable {
    /// With `+` and `/` (RFC 4648 §4); written with padding, read with or without.
    case standard
    /// With `-` and `_` (RFC 4648 §5), without padding.
    case url
}

extension Secret {
    /// The bytes in Base 64, as a secret: no table is looked up by secret bytes, no copy is left behind.
    public borrowing func base64(_ alphabet: SecretBase64Alphabet) -> Secret {
        let digits = (count * 8 + 5) / 6
        let length = alphabet == .standard ? (count + 2) / 3 * 4 : digits
        return unsafe Secret(count: length) { output in
            unsafe withUnsafeBytes { input in
                for index in 0..<digits {
                    let bit = index * 6
                    let high = unsafe Int(input[bit / 8])
                    let low = unsafe bit / 8 + 1 < input.count ? Int(input[bit / 8 + 1]) : 0
                    let value = (high << 8 | low) >> (10 - bit % 8) & 63
                    unsafe output[index] = Self.character(value, alphabet)
                }
            }
            for index in digits..<length { unsafe output[index] = UInt8(ascii: "=") }
        }
    }

    /// Reads a secret that is Base 64; `malformed`, naming `what`, for a character outside the alphabet, a wrong length
    /// or bits left over that are not zero.
    public init(
        base64 text: borrowing Secret, _ alphabet: SecretBase64Alphabet, _ what: String
    ) throws(CryptographyError) {
        let digits = unsafe text.withUnsafeBytes { bytes in
            guard alphabet == .standard, bytes.count % 4 == 0 else { return bytes.count }
            // Two padding characters at most; any other is outside the alphabet.
            return unsafe bytes.count - bytes.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        }
        var isWrong = digits % 4 == 1
        self = unsafe Secret(count: digits * 6 / 8) { output in
            unsafe text.withUnsafeBytes { input in
                var buffer = 0
                var bits = 0
                var next = 0
                for index in 0..<digits {
                    let value = unsafe Self.value(Int(input[index]), alphabet)
                    isWrong = isWrong || value < 0
                    buffer = (buffer << 6 | value & 63) & 0xFFFF
                    bits += 6
                    if bits >= 8 {
                        bits -= 8
                        unsafe output[next] = UInt8(truncatingIfNeeded: buffer >> bits)
                        next += 1
                    }
                }
                isWrong = isWrong || buffer & (1 << bits - 1) != 0
            }
        }
        if isWrong { throw .malformed("\(what) is not Base 64") }
    }

    /// -1 where `low <= value <= high` and else 0, without a branch.
    static func mask(_ value: Int, _ low: Int, _ high: Int) -> Int {
        ~((value - low) >> (Int.bitWidth - 1)) & ~((high - value) >> (Int.bitWidth - 1))
    }

    private static func specials(_ alphabet: SecretBase64Alphabet) -> (Int, Int) {
        switch alphabet {
        case .standard: (0x2B, 0x2F)
        case .url: (0x2D, 0x5F)
        }
    }

    private static func character(_ value: Int, _ alphabet: SecretBase64Alphabet) -> UInt8 {
        let (first, second) = specials(alphabet)
        let code =
            (mask(value, 0, 25) & (value + 0x41)) | (mask(value, 26, 51) & (value - 26 + 0x61))
            | (mask(value, 52, 61) & (value - 52 + 0x30)) | (mask(value, 62, 62) & first)
            | (mask(value, 63, 63) & second)
        return UInt8(truncatingIfNeeded: code)
    }

    /// 0 to 63, or -1 for a character outside the alphabet.
    private static func value(_ code: Int, _ alphabet: SecretBase64Alphabet) -> Int {
        let (first, second) = specials(alphabet)
        let found =
            (mask(code, 0x41, 0x5A) & (code - 0x41 + 1)) | (mask(code, 0x61, 0x7A) & (code - 0x61 + 27))
            | (mask(code, 0x30, 0x39) & (code - 0x30 + 53)) | (mask(code, first, first) & 63)
            | (mask(code, second, second) & 64)
        return found - 1
    }
}
