internal import Basics
internal import Cryptography

/// A short name for a session that cannot be turned back into its id: the first 8 hexadecimal digits of SHA-256 over
/// the store's name, a zero byte and the id. It stays the same from run to run, so that two listings can be compared.
///
/// An id has 128 bits or more of randomness in every layout here, so nobody finds it by trying; where an application
/// makes ids that can be guessed, a fingerprint lets a guess be checked.
public enum SessionFingerprint {
    /// The fingerprint of an id in a store.
    static func of(_ id: some Sequence<UInt8>, store: String) -> String {
        Hexadecimal.encode(SHA256.hash(Array(store.utf8) + [0] + id).prefix(4))
    }
}
