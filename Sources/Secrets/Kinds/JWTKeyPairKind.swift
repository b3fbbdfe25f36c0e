internal import Basics
internal import Cryptography
internal import Tokens

/// A kind whose value is a key pair that signs JWTs. The keyring holds PKCS #8 in PEM; a destination holds that PEM in
/// Base 64 on one line, or as PEM or JWK where it says so.
protocol JWTKeyPairKind: SecretKind {
    /// The one algorithm that the key is used with.
    var signingAlgorithm: JWTAlgorithm { get }
    /// The type of the keys that are made.
    var keyType: KeyType { get }
}

extension JWTKeyPairKind {
    var name: String { "jwt-" + signingAlgorithm.rawValue.lowercased() }
    var formats: [ValueFormat] { [.pemBase64, .pem, .jwk] }
    var isPublishedInKeySet: Bool { true }
    var algorithm: JWTAlgorithm? { signingAlgorithm }

    func generate() throws -> Secret { try PrivateKey.generate(keyType).pem() }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        do {
            let key: PrivateKey
            switch format {
            case .jwk: key = try PrivateKey(jwk: text)
            case .pemBase64: key = try PrivateKey(pem: Secret(base64: text, .standard, "the key"))
            case .pem, .text: key = try PrivateKey(pem: text)
            }
            guard signingAlgorithm.scheme?.fits(key.type) == true else {
                throw SecretsError.invalidValue(
                    kind: name, reason: "it is a key of type \(key.type.rawValue), not \(keyType.rawValue)")
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
        JWTKey(keyID: keyID, algorithm: signingAlgorithm, material: .keyPair(value))
    }
}
