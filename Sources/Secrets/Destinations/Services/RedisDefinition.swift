internal import Basics
internal import Configuration
internal import Probes
internal import Redis

/// `redis: {url, key, previousKey, nextKey}`: keys of a Redis server, of a Redis Cluster (`redis+cluster://`), where they
/// have to be in one slot, or of the primary that Sentinels know (`redis+sentinel://`). TLS by `rediss`, its files by the
/// URL's options `cacert`, `cert` and `key`.
struct RedisDefinition: DestinationDefinition {
    let url: ConfigurationText
    let keys: [DestinationSlot: String]
    let options: DestinationOptions
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let urlNode = try mapping.required("url")
        url = try urlNode.text()
        var isCluster = false
        if let literal = url.literal { isCluster = try RedisDeployment(url: literal, at: urlNode).kind == .cluster }
        keys = try SlotNames.decode("key", &mapping, at: node)
        if isCluster, let problem = RedisDestination.problem(keys) {
            throw node.failure("'\(node.path)': \(problem.message)", hint: problem.hint)
        }
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        let shown = urlNode.shownPlace
        name = "redis:\(shown)#\(keys[.current] ?? "")"
        places = keys.values.map { "\(shown) \($0)" }
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        let deployment = try RedisDeployment(url: url.resolve(context.environment))
        if deployment.kind == .cluster, let problem = RedisDestination.problem(keys) { throw problem }
        return try options.open(context) { _ in
            RedisDestination(name: name, format: options.format, deployment: deployment, keys: keys)
        }
    }
}
