internal import Cryptography
internal import Tokens

/// `jwt-hs256`: the key of HMAC-SHA256 signatures on JWTs. The text's UTF-8 bytes are the key, as in every library that
/// is given the text of an environment variable.
struct JWTHS256Kind: SecretKind {
    /// RFC 7518 §3.2: a key as long as the hash at least.
    static let minimumBytes = 32

    init() {}

    let name = "jwt-hs256"
    let algorithm: JWTAlgorithm? = .hs256

    /// 43 characters: 32 random bytes in base64url.
    func generate() throws -> Secret { try Random.secret(32).base64(.url) }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        guard text.count > 0 else { throw SecretsError.invalidValue(kind: name, reason: "it is empty") }
        return text.copy()
    }

    func weakness(of value: borrowing Secret) -> String? {
        value.count < Self.minimumBytes
            ? "it is shorter than the \(Self.minimumBytes) bytes that HS256 asks for (RFC 7518 §3.2)" : nil
    }

    func signingKey(_ value: SecretBox, keyID: String?) -> JWTKey? {
        JWTKey(keyID: keyID, algorithm: .hs256, material: .symmetric(value))
    }
}
