internal import Basics
internal import Cryptography

/// `redis-password`: 43 random characters (256 bits of chance) that stand for themselves in a URL, in `redis.conf` and
/// in a `.env` file.
struct RedisPasswordKind: SecretKind {
    let name = "redis-password"

    /// Letters and digits only: nothing takes them for an option, a comment or the end of something.
    func generate() throws -> Secret { try Random.text(length: 43, alphabet: Base62.alphabet) }

    /// Takes any password that Redis could have, but not one that stands for hashes: see `RedisPasswordText`.
    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        guard text.count > 0, text.count <= 4096 else {
            throw SecretsError.invalidValue(kind: name, reason: "it is empty or longer than 4096 bytes")
        }
        guard !RedisPasswordText.isHashes(text) else {
            throw SecretsError.invalidValue(kind: name, reason: "it is the hash of a password")
        }
        let isOneLine = text.withUnsafeBytes { bytes in bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
        guard isOneLine else {
            throw SecretsError.invalidValue(kind: name, reason: "it has control characters in it")
        }
        return text.copy()
    }

    func weakness(of value: borrowing Secret) -> String? {
        value.count < 24 ? "it is shorter than 24 characters, and who has its hash tries millions in a second" : nil
    }
}
