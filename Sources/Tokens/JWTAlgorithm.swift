public import Cryptography

/// How a token is signed: the eight algorithms of RFC 7518 §3.1 and RFC 8037 §3.1 that firebreak takes. `none` is not
/// among them.
public enum JWTAlgorithm: String, Sendable, CaseIterable {
    /// HMAC with SHA-256, SHA-384, SHA-512.
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PSS with SHA-256.
    case ps256 = "PS256"
    /// ECDSA on P-256 with SHA-256, on P-384 with SHA-384.
    case es256 = "ES256"
    case es384 = "ES384"
    /// Ed25519.
    case eddsa = "EdDSA"

    /// The hash function of an HMAC; nil for key pairs.
    public var digest: DigestAlgorithm? {
        switch self {
        case .hs256: .sha256
        case .hs384: .sha384
        case .hs512: .sha512
        case .rs256, .ps256, .es256, .es384, .eddsa: nil
        }
    }

    /// How a key pair signs; nil for HMAC.
    public var scheme: SignatureScheme? {
        switch self {
        case .hs256, .hs384, .hs512: nil
        case .rs256: .rsaPKCS1SHA256
        case .ps256: .rsaPSSSHA256
        case .es256: .ecdsaSHA256
        case .es384: .ecdsaSHA384
        case .eddsa: .ed25519
        }
    }

    /// The kind of key pair that is made for it; nil for HMAC. RSA keys of 2048 bits: 3072 and 4096 are taken too.
    public var keyType: KeyType? {
        switch self {
        case .hs256, .hs384, .hs512: nil
        case .rs256, .ps256: .rsa2048
        case .es256: .p256
        case .es384: .p384
        case .eddsa: .ed25519
        }
    }

    /// A new key in the form in which it is kept and handed out: for HMAC a text of Base64url, whose UTF-8 bytes are
    /// the key, from as many random bytes as the digest has (RFC 7518 §3.2 wants no fewer); for a key pair its PEM
    /// (PKCS #8).
    public func generateKey() throws(CryptographyError) -> Secret {
        if let digest { return try Random.secret(digest.byteCount).base64(.url) }
        guard let keyType else { throw .unsupported("no key can be made for \(rawValue)") }
        return try PrivateKey.generate(keyType).pem()
    }
}
