internal import Configuration

/// Every type of destination that this version knows.
enum DestinationDefinitions {
    private typealias Decoder =
        @Sendable (ConfigurationNode, any SecretKind) throws(ConfigurationError) -> any DestinationDefinition

    private static let types: [(name: String, decode: Decoder)] = [
        ("dotenv", { node, kind throws(ConfigurationError) in try DotEnvDefinition(node: node, kind: kind) }),
        (
            "file",
            { node, kind throws(ConfigurationError) in
                try FileDefinition(node: node, kind: kind, flavour: .file)
            }
        ),
        (
            "compose-secret",
            { node, kind throws(ConfigurationError) in
                try FileDefinition(node: node, kind: kind, flavour: .composeSecret)
            }
        ),
        ("jwks", { node, kind throws(ConfigurationError) in try KeySetDefinition(node: node, kind: kind) }),
        ("redis", { node, kind throws(ConfigurationError) in try RedisDefinition(node: node, kind: kind) }),
        ("redis-acl", { node, kind throws(ConfigurationError) in try RedisACLDefinition(node: node, kind: kind) }),
        ("command", { node, kind throws(ConfigurationError) in try CommandDefinition(node: node, kind: kind) }),
        (
            "docker-secret",
            { node, kind throws(ConfigurationError) in
                try DockerSecretDefinition(node: node, kind: kind)
            }
        ),
        (
            "kubernetes-secret",
            { node, kind throws(ConfigurationError) in
                try KubernetesSecretDefinition(node: node, kind: kind)
            }
        ),
        ("vault-kv2", { node, kind throws(ConfigurationError) in try VaultDefinition(node: node, kind: kind) }),
        (
            "aws-secrets-manager",
            { node, kind throws(ConfigurationError) in
                try AWSSecretsManagerDefinition(node: node, kind: kind)
            }
        ),
        ("vercel", { node, kind throws(ConfigurationError) in try VercelDefinition(node: node, kind: kind) }),
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
