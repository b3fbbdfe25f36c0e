internal import Cryptography
internal import Tokens

/// A kind whose value is the key of HMAC signatures on JWTs. The text's UTF-8 bytes are the key, as in every library
/// that is given the text of an environment variable.
protocol JWTSymmetricKind: SecretKind {
    /// The one algorithm that the key is used with.
    var signingAlgorithm: JWTAlgorithm { get }
}

extension JWTSymmetricKind {
    var name: String { "jwt-" + signingAlgorithm.rawValue.lowercased() }
    var algorithm: JWTAlgorithm? { signingAlgorithm }

    /// As many random bytes as the hash has, in base64url.
    func generate() throws -> Secret { try signingAlgorithm.generateKey() }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        guard text.count > 0 else { throw SecretsError.invalidValue(kind: name, reason: "it is empty") }
        // A verifier that takes a public key for an HMAC key believes anybody (RFC 8725 §2.1).
        guard text.rest(after: "-----BEGIN ") == nil else {
            throw SecretsError.invalidValue(kind: name, reason: "it is a key in PEM, which is no HMAC key")
        }
        return text.copy()
    }

    /// RFC 7518 §3.2: a key as long as the hash at least.
    func weakness(of value: borrowing Secret) -> String? {
        let needed = signingAlgorithm.digest?.byteCount ?? 0
        return value.count < needed
            ? "it is shorter than the \(needed) bytes that \(signingAlgorithm.rawValue) asks for (RFC 7518 §3.2)" : nil
    }

    func signingKey(_ value: SecretBox, keyID: String?) -> JWTKey? {
        JWTKey(keyID: keyID, algorithm: signingAlgorithm, material: .symmetric(value))
    }
}
