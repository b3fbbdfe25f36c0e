public import JSON

/// A token that one of the given keys has signed, and that says what was expected.
public struct VerifiedToken: Sendable {
    /// Its header.
    public let header: JSONObject
    /// Its claims.
    public let claims: JSONObject
    /// The algorithm of the key that has signed it.
    public let algorithm: JWTAlgorithm
    /// The name of the key that has signed it, as we call it, which need not be what the header says.
    public let keyID: String?
    /// The position of that key among those that were given.
    public let matched: Int
}
