internal import Cryptography
internal import Tokens

/// `jwt-ps256`: an RSA key pair that signs JWTs by RSASSA-PSS with SHA-256 (RFC 7518 §3.5).
struct JWTPS256Kind: JWTRSAKind {
    init() {}

    let signingAlgorithm = JWTAlgorithm.ps256
    var keyType = KeyType.rsa2048
}
