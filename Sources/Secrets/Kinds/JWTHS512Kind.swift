internal import Tokens

/// `jwt-hs512`: the key of HMAC-SHA512 signatures on JWTs, 86 characters for 64 random bytes.
struct JWTHS512Kind: JWTSymmetricKind {
    init() {}

    let signingAlgorithm = JWTAlgorithm.hs512
}
