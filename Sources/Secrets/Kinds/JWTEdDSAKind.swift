internal import Basics
internal import Cryptography
internal import Tokens

/// `jwt-eddsa`: an Ed25519 key pair that signs JWTs (RFC 8037). The keyring holds PKCS #8 in PEM; a destination holds
/// that PEM in Base 64 on one line, or as PEM or JWK where it says so.
struct JWTEdDSAKind: SecretKind {
    init() {}

    let name = "jwt-eddsa"
    let formats: [ValueFormat] = [.pemBase64, .pem, .jwk]
    let isPublishedInKeySet = true
    let algorithm: JWTAlgorithm? = .eddsa

    func generate() throws -> Secret { try PrivateKey.generate(.ed25519).pem() }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        do {
            let key: PrivateKey
            switch format {
            case .jwk: key = try PrivateKey(jwk: text)
            case .pemBase64: key = try PrivateKey(pem: Secret(base64: text, .standard, "the key"))
            case .pem, .text: key = try PrivateKey(pem: text)
            }
            guard key.type == .ed25519 else {
                throw SecretsError.invalidValue(kind: name, reason: "it is a key of another type than Ed25519")
            }
            return try key.pem()
        } catch let error as CryptographyError {
            throw SecretsError.invalidValue(kind: name, reason: error.message)
        }
    }

    func write(_ value: borrowing Secret, as format: ValueFormat) throws -> Secret {
        switch format {
        case .pemBase64: value.base64(.standard)
        case .jwk: try PrivateKey(pem: value).jwk()
        case .pem, .text: value.copy()
        }
    }

    func publicKeyIdentifier(of value: borrowing Secret) throws -> String? {
        try JWKThumbprint.sha256(PrivateKey(pem: value).publicKey().jwk())
    }

    func signingKey(_ value: SecretBox, keyID: String?) -> JWTKey? {
        JWTKey(keyID: keyID, algorithm: .eddsa, material: .keyPair(value))
    }
}
