internal import Basics
internal import Configuration
internal import Redis

/// `redis: {url, key, previousKey, nextKey}`: keys of a Redis server. TLS by `rediss://`, its files by the URL's
/// options `cacert`, `cert` and `key`.
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
        if let literal = url.literal {
            do throws(RedisError) {
                _ = try RedisEndpoint(url: literal)
            } catch {
                throw urlNode.failure("'\(urlNode.path)': \(error.message)", hint: error.hint)
            }
        }
        keys = try SlotNames.decode("key", &mapping, at: node)
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        let shown = urlNode.shownPlace
        name = "redis:\(shown)#\(keys[.current] ?? "")"
        places = keys.values.map { "\(shown) \($0)" }
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        let endpoint = try RedisEndpoint(url: url.resolve(context.environment))
        return try options.open(context) { _ in
            RedisDestination(name: name, format: options.format, endpoint: endpoint, keys: keys)
        }
    }
}
