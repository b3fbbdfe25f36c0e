internal import Cryptography
public import JSON
internal import Secrets
public import Tokens

extension Workspace {
    /// Signs claims with a secret's current version.
    public func signToken(secret: String, claims: JSONObject) throws -> String {
        try JWT.sign(claims: claims, key: keyring.signingKey(secret))
    }

    /// Verifies a token against every live version of a secret; says which matched: `current`, `previous` or `pending`.
    public func verifyToken(
        _ token: String, secret: String, expecting: JWTExpectations
    ) throws -> (token: VerifiedToken, matched: String) {
        // Read once: a rotation may add a version at any time.
        let versions = try keyring.verifyingVersions(secret)
        let verified = try JWT.verify(token, keys: versions.map(\.key), expecting: expecting)
        return (verified, versions[verified.matched].stage.rawValue)
    }

    /// The JWK set (RFC 7517): of one secret, or of all whose keys are public.
    public func keySet(secret: String?) throws -> JSONValue {
        try JWT.keySet(secret.map { try keyring.verificationKeys($0) } ?? keyring.publishedKeys())
    }
}
