/// Where a version of a secret is in its life.
public enum SecretStage: String, Sendable, Codable, CaseIterable {
    /// Made, sealed and on disk; it does not sign yet. At most one version is.
    case pending
    /// In use: signs, and is what consumers read. At most one version is.
    case current
    /// Replaced and still accepted, until its overlap has passed.
    case previous
    /// No longer accepted.
    case retired

    /// Whether what was made with it is still accepted.
    public var isLive: Bool { self != .retired }
}
