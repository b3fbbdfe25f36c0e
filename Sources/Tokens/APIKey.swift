internal import Basics
public import Cryptography

/// API keys in GitHub's form (github.blog, "Behind GitHub's new authentication token formats"): a prefix that says what
/// the key is for, `_`, 30 random letters and digits (178 bits), and 6 that are the CRC-32 of those 30 in base 62. The
/// checksum tells a key from a text that only looks like one without asking anybody; it proves nothing else.
public enum APIKey {
    /// The random characters.
    public static let entropyLength = 30
    /// The characters of the checksum.
    public static let checksumLength = 6
    /// The prefix of keys for which nothing else is said.
    public static let defaultPrefix = "key"
    /// More than this is no key.
    public static let maximumByteCount = 1024

    /// A new key; without a checksum it is the prefix, `_` and 30 random characters.
    public static func generate(
        prefix: String = defaultPrefix, hasChecksum: Bool = true
    ) throws(CryptographyError) -> Secret {
        guard isPrefix(prefix) else { throw .unsupported("'\(prefix.printable)' is not a prefix for API keys") }
        let entropy = try Random.text(length: entropyLength, alphabet: Base62.alphabet)
        let start = Secret(utf8: prefix + "_")
        guard hasChecksum else { return start.appending(entropy) }
        let checksum = Secret(utf8: entropy.withUnsafeBytes { Self.checksum($0) })
        return start.appending(entropy).appending(checksum)
    }

    /// What a key can begin with: 1 to 32 letters, digits and `_`, a letter first, no `_` last.
    public static func isPrefix(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 32 else { return false }
        let underscore = UInt8(ascii: "_")
        return bytes.allSatisfy { Base62.contains($0) || $0 == underscore } && last != underscore && first > 0x40
            && first != underscore
    }

    /// Takes a key apart, without looking it up anywhere.
    public static func inspect(_ key: borrowing Secret) -> InspectedAPIKey {
        key.withUnsafeBytes { bytes in
            let underscore = UInt8(ascii: "_")
            guard bytes.count <= maximumByteCount, let end = bytes.lastIndex(of: underscore) else {
                return InspectedAPIKey()
            }
            let prefix = String(decoding: bytes[..<end], as: UTF8.self)
            let body = bytes[(end + 1)...]
            let hasFullLength = body.count == entropyLength + checksumLength
            guard isPrefix(prefix), hasFullLength || body.count == entropyLength,
                body.allSatisfy(Base62.contains)
            else { return InspectedAPIKey() }
            let lastFour = String(decoding: body.suffix(4), as: UTF8.self)
            guard hasFullLength else { return InspectedAPIKey(prefix, lastFour, .missing) }
            let entropy = UnsafeRawBufferPointer(rebasing: body.prefix(entropyLength))
            let isRight = checksum(entropy).utf8.elementsEqual(body.suffix(checksumLength))
            return InspectedAPIKey(prefix, lastFour, isRight ? .valid : .invalid)
        }
    }

    private static func checksum(_ entropy: UnsafeRawBufferPointer) -> String {
        Base62.encode(CRC32.checksum(entropy), width: checksumLength)
    }
}
