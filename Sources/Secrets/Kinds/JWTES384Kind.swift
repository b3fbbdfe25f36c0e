internal import Cryptography
internal import Tokens

/// `jwt-es384`: a key pair on P-384 that signs JWTs by ECDSA with SHA-384 (RFC 7518 §3.4).
struct JWTES384Kind: JWTKeyPairKind {
    init() {}

    let signingAlgorithm = JWTAlgorithm.es384
    let keyType = KeyType.p384
}
