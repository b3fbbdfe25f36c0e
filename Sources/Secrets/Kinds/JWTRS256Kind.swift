internal import Cryptography
internal import Tokens

/// `jwt-rs256`: an RSA key pair that signs JWTs by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
struct JWTRS256Kind: JWTRSAKind {
    init() {}

    let signingAlgorithm = JWTAlgorithm.rs256
    var keyType = KeyType.rsa2048
}
