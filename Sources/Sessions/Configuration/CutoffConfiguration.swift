internal import Basics
public import Configuration

/// `cutoff:` of a store: a key for each user, and one for everybody, that tells the application from when on it accepts
/// tokens.
///
/// No standard key exists; the application has to compare it with a token's `iat` (RFC 7519 §4.1.6, in whole seconds).
public struct CutoffConfiguration: Sendable {
    /// How the instant is written: as a number since 1970.
    enum Format: String, CaseIterable, Sendable {
        case seconds, milliseconds
    }

    private let prefix: [UInt8]
    private let suffix: [UInt8]
    /// The key for everybody; nil where the application looks at none.
    private let everybody: [UInt8]?
    private let format: Format
    /// How long the key lives: at least as long as the longest-lived token.
    public let lifetime: Duration

    /// Reads `{key: "jwt:cutoff:{user}", all: "jwt:cutoff", ttl: 24h, format: seconds}`; `all` and `format` may be left
    /// out.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let key = try mapping.required("key")
        guard let (prefix, suffix, _) = Placeholder.split(try key.string(), at: ["{user}"]) else {
            throw key.failure(
                "'\(key.path)' does not say once where the user stands", hint: "write it as jwt:cutoff:{user}")
        }
        self.prefix = prefix
        self.suffix = suffix
        everybody = try mapping.optional("all").map { node throws(ConfigurationError) in
            let text = try node.string()
            guard !text.isEmpty, !text.contains("{user}") else {
                throw node.failure("'\(node.path)' is one key for everybody", hint: "write it as jwt:cutoff")
            }
            return Array(text.utf8)
        }
        format =
            try mapping.optional("format").map { node throws(ConfigurationError) in
                let name = try node.string()
                guard let format = Format(rawValue: name) else {
                    throw node.unknownChoice(name, among: Format.allCases.map(\.rawValue))
                }
                return format
            } ?? .seconds
        lifetime = try mapping.required("ttl").lifetime("as long as the longest-lived token")
        try mapping.finish()
    }

    /// The key of a user.
    func key(of user: String) -> [UInt8] { prefix + Array(user.utf8) + suffix }

    /// The keys that say what a selector means; nil where a cut-off cannot say it: it works by user, or for everybody
    /// without exception.
    func keys(for selector: SessionSelector) -> [[UInt8]]? {
        if selector.isUsersOnly { return selector.users.map(key) }
        guard selector.all, selector.keep.isEmpty, let everybody else { return nil }
        return [everybody]
    }

    /// Every key that it may write.
    var allKeys: [StoreKeys] {
        [StoreKeys("cut-off", prefix: prefix, suffix: suffix)]
            + (everybody.map { [StoreKeys("cut-off", exactly: $0)] } ?? [])
    }

    /// An instant as the application reads it.
    func text(_ instant: Timestamp) -> String {
        switch format {
        case .seconds: String(instant.seconds)
        case .milliseconds: String(instant.seconds * 1000)
        }
    }
}

extension ConfigurationNode {
    /// How long something is kept: at least a second.
    func lifetime(_ hint: String) throws(ConfigurationError) -> Duration {
        let duration = try duration()
        guard duration >= .seconds(1) else { throw failure("'\(path)' should be at least 1s", hint: hint) }
        return duration
    }
}
