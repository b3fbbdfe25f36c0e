extension Secret {
    /// The bytes in base 16 with small letters (RFC 4648 §8), as a secret: no table is looked up by secret bytes, no
    /// copy is left behind.
    public borrowing func hexadecimal() -> Secret {
        unsafe Secret(count: count * 2) { output in
            unsafe withUnsafeBytes { input in
                for index in 0..<input.count {
                    let byte = unsafe Int(input[index])
                    unsafe output[2 * index] = Self.digit(byte >> 4)
                    unsafe output[2 * index + 1] = Self.digit(byte & 15)
                }
            }
        }
    }

    /// Reads a secret that is base 16 in either case; `malformed`, naming `what`, for any other character and an odd
    /// number of them.
    public init(hexadecimal text: borrowing Secret, _ what: String) throws(CryptographyError) {
        var isWrong = text.count % 2 != 0
        self = unsafe Secret(count: text.count / 2) { output in
            unsafe text.withUnsafeBytes { input in
                for index in 0..<output.count {
                    let high = unsafe Self.value(Int(input[2 * index]))
                    let low = unsafe Self.value(Int(input[2 * index + 1]))
                    isWrong = isWrong || (high | low) < 0
                    unsafe output[index] = UInt8(truncatingIfNeeded: high << 4 | low & 15)
                }
            }
        }
        if isWrong { throw .malformed("\(what) is not hexadecimal") }
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: value + 0x30 + (mask(value, 10, 15) & (0x61 - 0x3A)))
    }

    /// 0 to 15, or -1 for a character that is no digit.
    private static func value(_ code: Int) -> Int {
        let found =
            (mask(code, 0x30, 0x39) & (code - 0x30 + 1)) | (mask(code, 0x41, 0x46) & (code - 0x41 + 11))
            | (mask(code, 0x61, 0x66) & (code - 0x61 + 11))
        return found - 1
    }
}
