internal import Configuration

/// Every kind that this version knows.
public enum SecretKinds {
    private static let all: [any SecretKind] = [
        JWTHS256Kind(), JWTHS384Kind(), JWTHS512Kind(), JWTRS256Kind(), JWTPS256Kind(), JWTES256Kind(), JWTES384Kind(),
        JWTEdDSAKind(), WebhookStandardKind(), WebhookGitHubKind(), WebhookStripeKind(), WebhookSlackKind(),
        WebhookShopifyKind(), WebhookTwilioKind(), WebhookGitLabKind(), WebhookDiscordKind(), APIKeyKind(),
        RedisPasswordKind(), RandomKind(),
    ]

    /// Their names, as they stand in the configuration.
    public static var names: [String] { all.map(\.name) }

    /// The kind of a name with its defaults; nil where this version knows none.
    public static func named(_ name: String) -> (any SecretKind)? { all.first { $0.name == name } }

    /// Decodes `kind: NAME` or, with parameters, `kind: {NAME: {length: 32}}`.
    static func decode(_ node: ConfigurationNode) throws(ConfigurationError) -> any SecretKind {
        guard node.kind == .mapping else { return try kind(node.string(), at: node) }
        let entries = try node.mapping().entries
        guard let entry = entries.first, entries.count == 1 else {
            throw node.failure("'\(node.path)' should name one kind", hint: "as kind: {random: {length: 32}}")
        }
        var parameters = try entry.node.mapping()
        var kind = try kind(entry.key, at: node)
        if let configurable = kind as? any ConfigurableSecretKind {
            kind = try configurable.configured(by: &parameters)
        }
        try parameters.finish()
        return kind
    }

    private static func kind(
        _ name: String, at node: ConfigurationNode
    ) throws(ConfigurationError) -> any SecretKind {
        guard let kind = named(name) else { throw node.unknownChoice(name, among: names) }
        return kind
    }
}
