public import Configuration

/// `cutoff:` of a store: a key for each user that tells the application from when on it accepts the user's tokens.
///
/// No standard key exists; the application has to compare it with a token's `iat` (facts: RFC 7519 §4.1.6 defines
/// `iat` in whole seconds).
public struct CutoffConfiguration: Sendable {
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    /// How long the key lives: at least as long as the longest-lived token.
    public let lifetime: Duration

    /// Reads `{key: "jwt:cutoff:{user}", ttl: 24h}`.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let key = try mapping.required("key")
        guard let (prefix, suffix, _) = Placeholder.split(try key.string(), at: ["{user}"]) else {
            throw key.failure(
                "'\(key.path)' does not say once where the user stands", hint: "write it as jwt:cutoff:{user}")
        }
        self.prefix = prefix
        self.suffix = suffix
        let ttl = try mapping.required("ttl")
        lifetime = try ttl.duration()
        guard lifetime >= .seconds(1) else {
            throw ttl.failure("'\(ttl.path)' should be at least 1s", hint: "as long as the longest-lived token")
        }
        try mapping.finish()
    }

    /// The key of a user.
    func key(of user: String) -> [UInt8] { prefix + Array(user.utf8) + suffix }
}
