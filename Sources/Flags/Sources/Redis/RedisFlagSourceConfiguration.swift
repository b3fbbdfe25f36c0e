internal import Configuration
internal import Probes
internal import Redis

/// `redis: {url: "redis://…", hash: flags, channel: flags-changed}`, or `prefix: "flag:"` instead of `hash`.
struct RedisFlagSourceConfiguration: Sendable {
    private let node: ConfigurationNode
    private let url: ConfigurationText
    private let place: RedisFlagSource.Place
    private let channel: String?

    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let urlNode = try mapping.required("url")
        url = try urlNode.text()
        let hash = try mapping.optional("hash").map { node throws(ConfigurationError) in try Self.text(node) }
        let prefix = try mapping.optional("prefix").map { node throws(ConfigurationError) in try Self.text(node) }
        switch (hash, prefix) {
        case (let hash?, nil): place = .hash(hash)
        case (nil, let prefix?): place = .keys(prefix: prefix)
        default:
            throw node.failure(
                "'\(node.path)' needs either 'hash' or 'prefix'", hint: "for example {url: …, hash: flags}")
        }
        channel = try mapping.optional("channel").map { node throws(ConfigurationError) in try Self.text(node) }
        try mapping.finish()
        self.node = urlNode
        if let literal = url.literal { _ = try RedisDeployment(url: literal, at: urlNode) }
    }

    func open(name: String, _ environment: [String: String]) throws(ConfigurationError) -> RedisFlagSource {
        RedisFlagSource(
            name: name, deployment: try RedisDeployment(url: url.resolve(environment), at: node), place: place,
            channel: channel)
    }

    private static func text(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let text = try node.string()
        guard !text.isEmpty else { throw node.failure("'\(node.path)' should not be empty") }
        return text
    }
}
