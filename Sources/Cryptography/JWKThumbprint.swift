internal import Basics
public import JSON

/// The name of a key that anybody can compute from it: the SHA-256 of the JWK's required members in their alphabetical
/// order, without white space, in Base64url (RFC 7638).
public enum JWKThumbprint {
    /// The thumbprint of a public key, or of the public half of a private one. A symmetric key gets none: the hash of a
    /// secret is not for showing.
    public static func sha256(_ jwk: JSONObject) throws(CryptographyError) -> String {
        let names: [String]
        switch jwk["kty"]?.stringValue {
        case "EC": names = ["crv", "kty", "x", "y"]
        case "OKP": names = ["crv", "kty", "x"]
        case "RSA": names = ["e", "kty", "n"]
        default: throw .unsupported("only a JWK of kind EC, OKP or RSA has a thumbprint")
        }
        var required = JSONObject()
        for name in names {
            guard let text = jwk[name]?.stringValue else { throw .malformed("the JWK has no text '\(name)'") }
            required[name] = .string(text)
        }
        return Base64.encodeURL(DigestAlgorithm.sha256.hash(utf8: JSONValue.object(required).compact))
    }
}

extension PublicKey {
    /// The key's thumbprint (RFC 7638).
    public func thumbprint() throws(CryptographyError) -> String { try JWKThumbprint.sha256(jwk()) }
}
