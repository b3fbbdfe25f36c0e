internal import Basics
internal import COpenSSL

/// Randomness from OpenSSL's generators, which the kernel seeds.
public enum Random {
    /// Bytes that may be seen, as a nonce or a salt.
    public static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard count <= Int32.max, unsafe RAND_bytes(&bytes, Int32(clamping: count)) == 1 else {
            throw .fromQueue("make random bytes")
        }
        return bytes
    }

    /// Bytes that must not be seen, from the generator kept for those (RAND_priv_bytes).
    public static func secret(_ count: Int) throws(CryptographyError) -> Secret {
        try unsafe Secret(count: count) { (buffer) throws(CryptographyError) in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard count <= Int32.max, unsafe RAND_priv_bytes(start, Int32(clamping: count)) == 1 else {
                throw .fromQueue("make random bytes")
            }
        }
    }

    /// A text of `length` characters of an ASCII alphabet (2 to 128 characters, none twice), each as likely as the
    /// others: random bytes that would favour some characters are thrown away.
    public static func text(length: Int, alphabet: String) throws(CryptographyError) -> Secret {
        let characters = Array(alphabet.utf8)
        guard (2...128).contains(characters.count), Set(characters).count == characters.count,
            characters.allSatisfy({ $0 < 128 })
        else { throw .unsupported("an alphabet must have 2 to 128 different ASCII characters") }
        let fair = 256 / characters.count * characters.count
        return try unsafe Secret(count: length) { (buffer) throws(CryptographyError) in
            var filled = 0
            while filled < length {
                let draw = try secret((length - filled) * 256 / fair + 16)
                unsafe draw.withUnsafeBytes { bytes in
                    for index in 0..<bytes.count where filled < length {
                        let byte = unsafe Int(bytes[index])
                        guard byte < fair else { continue }
                        unsafe buffer[filled] = characters[byte % characters.count]
                        filled += 1
                    }
                }
            }
        }
    }

    /// A name for something that is not secret, in hexadecimal, two characters a byte: from the system's generator.
    public static func identifier(bytes count: Int = 8) -> String {
        var generator = SystemRandomNumberGenerator()
        var word: UInt64 = 0
        let bytes = (0..<count).map { index in
            // Eight at a time: each word is a call of the system.
            word = index % 8 == 0 ? generator.next() : word >> 8
            return UInt8(truncatingIfNeeded: word)
        }
        return Hexadecimal.encode(bytes)
    }
}
