internal import Basics
internal import Configuration

/// How many values the consumers of a secret know at a time.
enum ConsumerKind: String, CaseIterable, Sendable {
    /// The current and the previous one: a rotation interrupts nothing.
    case overlapping
    /// One only: between the promotion and the end of the reload, one side has the new value and the other the old.
    case single
}

/// Something between issuer and verifier that remembers a key for a while.
public struct KeyCache: Sendable, Encodable, Equatable {
    /// How it is called.
    public let name: String
    /// For how long it remembers, in seconds.
    public let ttlSeconds: Double

    init(name: String, ttl: Duration) {
        self.name = name
        ttlSeconds = ttl.inSeconds
    }

    /// Decodes `{name: api-gateway, ttl: 1h}`.
    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        name = try mapping.required("name").string().printable
        ttlSeconds = try mapping.required("ttl").duration().inSeconds
        try mapping.finish()
    }

    var ttl: Duration { .seconds(ttlSeconds) }
}
