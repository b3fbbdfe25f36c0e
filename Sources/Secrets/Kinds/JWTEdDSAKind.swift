internal import Cryptography
internal import Tokens

/// `jwt-eddsa`: an Ed25519 key pair that signs JWTs (RFC 8037).
struct JWTEdDSAKind: JWTKeyPairKind {
    init() {}

    let signingAlgorithm = JWTAlgorithm.eddsa
    let keyType = KeyType.ed25519
}
