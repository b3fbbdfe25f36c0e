internal import Cryptography
internal import Tokens

/// `jwt-es256`: a key pair on P-256 that signs JWTs by ECDSA with SHA-256 (RFC 7518 §3.4).
struct JWTES256Kind: JWTKeyPairKind {
    init() {}

    let signingAlgorithm = JWTAlgorithm.es256
    let keyType = KeyType.p256
}
