internal import Configuration

/// Every type of destination that this version knows.
enum DestinationDefinitions {
    private typealias Decoder =
        @Sendable (ConfigurationNode, any SecretKind) throws(ConfigurationError) -> any DestinationDefinition

    private static let types: [(name: String, decode: Decoder)] = [
        ("dotenv", { node, kind throws(ConfigurationError) in try DotEnvDefinition(node: node, kind: kind) }),
    ]

    /// Decodes `{dotenv: {…}}`.
    static func decode(
        _ node: ConfigurationNode, for kind: any SecretKind
    ) throws(ConfigurationError) -> any DestinationDefinition {
        var mapping = try node.mapping()
        var found: [(node: ConfigurationNode, decode: Decoder)] = []
        for type in types {
            if let entry = mapping.optional(type.name) { found.append((entry, type.decode)) }
        }
        try mapping.finish()
        guard let only = found.first, mapping.entries.count == 1 else {
            throw node.failure("'\(node.path)' should name one destination", hint: "as dotenv: {path: .env, key: NAME}")
        }
        return try only.decode(only.node, kind)
    }
}
