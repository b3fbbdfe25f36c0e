public import Configuration

/// `denylist:` of a store: a key for each token that is refused before its end, by its `jti` (RFC 7519 §4.1.7). The
/// application refuses a token whose key exists.
public struct DenylistConfiguration: Sendable {
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    /// How long after its end the application accepts a token, for clocks that differ: as long the key lives on.
    let skew: Duration
    /// How long a token lives at most: for one whose end is not known.
    let lifetime: Duration?

    /// Reads `{key: "jwt:deny:{jti}", skew: 60s, ttl: 24h}`; `skew` and `ttl` may be left out.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let key = try mapping.required("key")
        guard let (prefix, suffix, _) = Placeholder.split(try key.string(), at: ["{jti}"]) else {
            throw key.failure(
                "'\(key.path)' does not say once where the token's id stands", hint: "write it as jwt:deny:{jti}")
        }
        self.prefix = prefix
        self.suffix = suffix
        skew =
            try mapping.optional("skew").map { node throws(ConfigurationError) in
                let skew = try node.duration()
                guard skew >= .zero else { throw node.failure("'\(node.path)' should not be negative") }
                return skew
            } ?? .seconds(60)
        lifetime = try mapping.optional("ttl").map { node throws(ConfigurationError) in
            try node.lifetime("as long as the longest-lived token")
        }
        try mapping.finish()
    }

    /// The key of a token.
    func key(of id: String) -> [UInt8] { prefix + Array(id.utf8) + suffix }

    /// Every key that it may write.
    var keys: StoreKeys { StoreKeys("denylist", prefix: prefix, suffix: suffix) }
}
