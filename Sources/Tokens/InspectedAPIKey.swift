/// What can be said of an API key by its form alone.
public struct InspectedAPIKey: Sendable, Hashable {
    /// What its checksum says.
    public enum Checksum: String, Sendable, Codable {
        /// It is the random part's: this is a key that somebody made.
        case valid
        /// It is not: a key with a mistake in it, or none at all.
        case invalid
        /// The form has none: nothing can be said.
        case missing
        /// This is no key in the form.
        case unknownForm
    }

    /// What stands before the last `_`; nil where it has not the form of a key.
    public let prefix: String?
    /// What its checksum says.
    public let checksum: Checksum
    /// Who makes keys with this prefix, where that is known.
    public let issuer: String?
    /// The key as it may be shown: its prefix and its last four characters.
    public let redacted: String

    init(_ prefix: String, _ lastFour: String, _ checksum: Checksum) {
        self.prefix = prefix
        self.checksum = checksum
        issuer = Self.issuers[prefix]
        redacted = "\(prefix)_…\(lastFour)"
    }

    /// A text in no known form, of which nothing may be shown.
    init() {
        prefix = nil
        checksum = .unknownForm
        issuer = nil
        redacted = "…"
    }

    /// Prefixes that are public knowledge, of keys in this very form (github.blog; github.blog/changelog, "npm has a new
    /// access token format").
    private static let issuers = [
        "ghp": "GitHub, a personal access token", "gho": "GitHub, an OAuth token",
        "ghu": "GitHub, a user-to-server token",
        "ghs": "GitHub, a server-to-server token", "npm": "npm, an access token",
    ]
}
