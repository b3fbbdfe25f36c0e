internal import Basics
public import Configuration
public import Cryptography

/// Somebody who may approve steps of playbooks, known by an Ed25519 key.
public struct ResponderConfiguration: Sendable {
    /// How approvals name them.
    public let name: String
    /// The public half; the private half is theirs alone.
    public let key: PublicKey
    /// What they are, where an approval asks for it.
    public let roles: [String]

    /// Decodes `alice: KEY` or `alice: {key: KEY, roles: [security]}`, the key in PEM (`openssl pkey -pubout`), also as
    /// `${file:alice.pub}`, or its 32 bytes in Base64.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        self.name = name
        var keyNode = node
        var roles: [String] = []
        if node.kind == .mapping {
            var mapping = try node.mapping()
            keyNode = try mapping.required("key")
            for item in try mapping.optional("roles")?.sequence() ?? [] { roles.append(try item.string()) }
            try mapping.finish()
        }
        self.roles = roles
        guard let key = Self.key(try keyNode.text().resolve([:])) else {
            throw keyNode.failure(
                "'\(keyNode.path)' is no Ed25519 public key",
                hint: "in PEM as 'openssl pkey -in my.key -pubout' prints it, or its 32 bytes in Base64")
        }
        self.key = key
    }

    private static func key(_ text: String) -> PublicKey? {
        if text.contains("-----BEGIN") {
            guard let key = try? PublicKey(pem: text), key.type == .ed25519 else { return nil }
            return key
        }
        guard let bytes = Base64.decode(text.filter { !$0.isWhitespace }) else { return nil }
        if let key = try? PublicKey(ed25519: bytes) { return key }
        guard let key = try? PublicKey(subjectPublicKeyInfo: bytes), key.type == .ed25519 else { return nil }
        return key
    }

    /// Two names with one key would be one person who agrees twice.
    static func refuseSharedKeys(
        _ responders: [ResponderConfiguration], _ root: ConfigurationMapping
    ) throws(ConfigurationError) {
        for (index, responder) in responders.enumerated() {
            guard let other = responders[..<index].first(where: { $0.key.subjectPublicKeyInfo == responder.key.subjectPublicKeyInfo })
            else { continue }
            let node = root.entries.first { $0.key == "responders" }?.node
            let entry = try node?.mapping().entries.first { $0.key == responder.name }?.node
            let message = "the responders '\(other.name)' and '\(responder.name)' have the same key"
            throw entry?.failure(message, hint: "each person has a key of their own") ?? .unreadable(path: "responders", reason: message)
        }
    }
}

/// What the configuration says of a system that has playbooks: laid over the `system.yaml` beside them.
public struct SystemConfiguration: Sendable {
    /// The name of its folder among the playbooks.
    public let name: String
    public let node: ConfigurationNode

    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        _ = try node.mapping()
        self.name = name
        self.node = node
    }
}
