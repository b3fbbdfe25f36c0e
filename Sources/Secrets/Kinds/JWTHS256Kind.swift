internal import Tokens

/// `jwt-hs256`: the key of HMAC-SHA256 signatures on JWTs, 43 characters for 32 random bytes.
struct JWTHS256Kind: JWTSymmetricKind {
    init() {}

    let signingAlgorithm = JWTAlgorithm.hs256
}
