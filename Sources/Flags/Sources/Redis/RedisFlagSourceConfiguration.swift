internal import Configuration
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
        if let literal = url.literal { _ = try Self.deployment(literal, urlNode) }
    }

    func open(name: String, _ environment: [String: String]) throws(ConfigurationError) -> RedisFlagSource {
        RedisFlagSource(
            name: name, deployment: try Self.deployment(url.resolve(environment), node), place: place,
            channel: channel)
    }

    private static func text(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let text = try node.string()
        guard !text.isEmpty else { throw node.failure("'\(node.path)' should not be empty") }
        return text
    }

    private static func deployment(
        _ url: String, _ node: ConfigurationNode
    ) throws(ConfigurationError) -> RedisDeployment {
        let deployment: RedisDeployment
        do throws(RedisError) {
            deployment = try RedisDeployment(url: url)
        } catch {
            throw node.failure("'\(node.path)': \(error.message)", hint: error.hint)
        }
        guard deployment.kind != .cluster else {
            throw node.failure(
                "'\(node.path)': flags cannot be in a Redis Cluster", hint: "name one server, or Sentinels")
        }
        return deployment
    }
}
