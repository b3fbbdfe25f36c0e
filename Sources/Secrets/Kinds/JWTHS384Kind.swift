internal import Tokens

/// `jwt-hs384`: the key of HMAC-SHA384 signatures on JWTs, 64 characters for 48 random bytes.
struct JWTHS384Kind: JWTSymmetricKind {
    init() {}

    let signingAlgorithm = JWTAlgorithm.hs384
}
