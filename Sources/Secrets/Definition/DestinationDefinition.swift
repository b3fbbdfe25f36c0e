internal import Configuration

/// A place to which a secret is written, as the configuration declares it.
public protocol DestinationDefinition: Sendable {
    /// How receipts name it.
    var name: String { get }
    /// Everything that it writes to, in a form that is the same for the same place: no two secrets may share one.
    var places: [String] { get }
    /// The destination itself, its references resolved.
    func open(_ context: DestinationContext) throws -> any Destination
}

/// What destinations need from their surroundings.
public struct DestinationContext: Sendable {
    /// What references refer to.
    public let environment: [String: String]
    /// A private folder for lock files.
    public let lockDirectory: String

    /// Surroundings.
    public init(environment: [String: String], lockDirectory: String) {
        self.environment = environment
        self.lockDirectory = lockDirectory
    }
}

/// Every type of destination that this version knows.
enum DestinationDefinitions {
    /// Decodes `{dotenv: {…}}`.
    static func decode(
        _ node: ConfigurationNode, for kind: any SecretKind
    ) throws(ConfigurationError) -> any DestinationDefinition {
        var mapping = try node.mapping()
        let dotenv = mapping.optional("dotenv")
        try mapping.finish()
        guard let dotenv, mapping.entries.count == 1 else {
            throw node.failure("'\(node.path)' should name one destination", hint: "as dotenv: {path: .env, key: NAME}")
        }
        return try DotEnvDefinition(node: dotenv, kind: kind)
    }
}
