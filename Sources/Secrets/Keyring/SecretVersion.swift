public import Basics

/// What may be known of a version of a secret: everything but its value.
public struct SecretVersion: Sendable, Hashable, Encodable {
    /// Counts from 1 for each secret.
    public let version: Int
    /// Where it is in its life.
    public let stage: SecretStage
    /// The first 8 hexadecimal digits of an HMAC-SHA256 of the value under a key of the keyring: equal for equal
    /// values, and of no use to guess them with.
    public let fingerprint: String
    /// The `kid` of a JWT key.
    public let keyID: String?
    /// When it was put into the keyring.
    public let createdAt: Timestamp
    /// When it became current.
    public let promotedAt: Timestamp?
    /// When, as a previous version, it is no longer needed.
    public let expiresAt: Timestamp?
    /// When it was retired.
    public let retiredAt: Timestamp?
}
