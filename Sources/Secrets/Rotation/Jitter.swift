internal import Cryptography

/// Chance that is the same each time: what many do at the same time is spread, and can be foretold.
enum Jitter {
    /// From 0 up to 1, by a name.
    static func share(of name: String) -> Double {
        let digest = DigestAlgorithm.sha256.hash(utf8: name)
        return Double(digest.prefix(6).reduce(0) { $0 << 8 | UInt64($1) }) / Double(UInt64(1) << 48)
    }
}
