/// What a sealed value is bound to, each part with its length before it, so that no two lists of parts are the same
/// bytes.
enum AssociatedData {
    static func encode(_ parts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            let text = Array(part.utf8)
            for shift in stride(from: 24, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: text.count >> shift))
            }
            bytes += text
        }
        return bytes
    }

    /// The data key under an outer key.
    static let dataKey = encode(["firebreak", "data-key", "1"])

    /// One of firebreak's own keys.
    static func system(_ name: String) -> [UInt8] { encode(["firebreak", "system", name]) }

    /// A version of a secret.
    static func version(_ secret: String, _ version: Int, _ kind: String) -> [UInt8] {
        encode(["firebreak", "secret", secret, String(version), kind])
    }
}
