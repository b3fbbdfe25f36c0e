public import Basics

/// Why a token is not made, not read or not believed. None carries the token, a claim's value or a key.
public enum JWTError: Failure, Hashable {
    /// Not a JWT in the compact form (RFC 7515 §3.1, RFC 7519 §7.2); the text says what is wrong with it.
    case malformed(String)
    /// More bytes than are taken.
    case tooLarge(limit: Int)
    /// Its algorithm is `none`: it has no signature (RFC 8725 §3.2).
    case unsigned
    /// No key that was given is for the algorithm that it names.
    case algorithmNotAllowed(String)
    /// It has a `crit` header: something in it must be understood that firebreak does not know (RFC 7515 §4.1.11).
    case critical
    /// No key that was given has signed it.
    case signatureMismatch
    /// Its time was over at that instant (`exp`).
    case expired(at: Timestamp)
    /// Its time begins at that instant (`nbf`).
    case notYetValid(before: Timestamp)
    /// It says that it was issued at an instant that has not come yet (`iat`).
    case issuedInFuture(at: Timestamp)
    /// It is from another issuer than the expected one, or from none (`iss`).
    case wrongIssuer
    /// It is for somebody else than the expected audience, or for nobody (`aud`).
    case wrongAudience
    /// It is of another type than the expected one (`typ`).
    case wrongType
    /// A claim that it must have is not there.
    case missingClaim(String)
    /// A key cannot be used; the text says why.
    case unusableKey(String)
    /// An HMAC key is too short to sign with (RFC 7518 §3.2).
    case weakKey(bytes: Int, needed: Int)
    /// A header was asked for that is not the caller's to set.
    case reservedHeader(String)

    public var message: String {
        switch self {
        case .malformed(let what): "this is not a token: \(what)"
        case .tooLarge(let limit): "this is not a token: it has more than \(limit) bytes"
        case .unsigned: "the token is not signed: its algorithm is 'none'"
        case .algorithmNotAllowed(let name): "no key that was given is for the token's algorithm '\(name)'"
        case .critical: "the token has a 'crit' header, which asks for something that is not supported"
        case .signatureMismatch: "no key that was given has signed the token"
        case .expired(let instant): "the token expired at \(instant)"
        case .notYetValid(let instant): "the token is not valid before \(instant)"
        case .issuedInFuture(let instant): "the token says that it was issued at \(instant), which is yet to come"
        case .wrongIssuer: "the token is not from the expected issuer"
        case .wrongAudience: "the token is not for the expected audience"
        case .wrongType: "the token is not of the expected type"
        case .missingClaim(let name): "the token has no '\(name)'"
        case .unusableKey(let what): "a key cannot be used: \(what)"
        case .weakKey(let bytes, let needed): "the secret has \(bytes) bytes, and \(needed) are needed to sign with it"
        case .reservedHeader(let name): "the header '\(name)' cannot be set"
        }
    }

    public var hint: String? {
        switch self {
        case .malformed, .tooLarge:
            "a signed token is three parts of Base64url with points between them, and nothing else"
        case .unsigned: "anybody can make such a token: find out who accepts it, and do not"
        case .algorithmNotAllowed: "each key is used with one algorithm only: check which key signed it"
        case .signatureMismatch: "it was changed, or signed by a key that was retired or is not ours"
        case .expired, .notYetValid, .issuedInFuture: "check the clocks, if it is about now"
        case .weakKey: "rotate the secret: a new one is long enough"
        case .critical, .wrongIssuer, .wrongAudience, .wrongType, .missingClaim, .unusableKey, .reservedHeader: nil
        }
    }

    public var status: ExitStatus {
        switch self {
        case .malformed, .tooLarge, .unusableKey, .weakKey, .reservedHeader: .badInput
        default: .checkFailed
        }
    }
}
