internal import Cryptography
public import Secrets

extension Workspace {
    /// Every secret of the configuration and of the keyring.
    public func secretSummaries() throws -> [SecretSummary] { try rotations.list(configuration.secrets) }

    /// The names of the secrets that `list` shows, of one kind where one is given. Throws where there are none.
    public func secretNames(ofKind kind: String?) throws -> [String] {
        if let kind, SecretKinds.named(kind) == nil {
            throw LookupFailure.unknown(kind: "kind of secret", name: kind, known: SecretKinds.names)
        }
        let names = try secretSummaries().filter { kind == nil || $0.kind == kind }.map(\.name)
        guard !names.isEmpty else { throw LookupFailure.noSecret(kind: kind) }
        return names
    }

    /// Refuses names that nothing is called by, before anything is done with any of them.
    public func requireSecrets(_ names: [String]) throws { _ = try secretDefinitions(names) }

    /// A secret and its unfinished rotation.
    public func secretDetails(_ name: String) throws -> SecretDetails {
        try rotations.show(secretDefinition(name))
    }

    /// Every version and every rotation of a secret.
    public func secretHistory(_ name: String) throws -> SecretHistory {
        try rotations.history(secretDefinition(name))
    }

    /// Goes through a rotation on copies; nothing real is changed.
    public func rehearseRotation(_ name: String) throws -> RehearsalReport {
        try rotations.rehearse(secretDefinition(name))
    }

    /// Hands a value out, for the length of the call.
    ///
    /// - Parameter version: nil for the current one.
    public func withSecretValue(_ name: String, version: Int?, _ body: ([UInt8]) throws -> Void) throws {
        let value = try rotations.reveal(secretDefinition(name), version: version)
        try value.withSecret { try body($0.revealedBytes()) }
    }

    /// What the configuration or the keyring knows of several secrets, in their order.
    func secretDefinitions(_ names: [String]) throws -> [SecretDefinition] {
        let configured = Dictionary(configuration.secrets.map { ($0.name, $0) }) { first, _ in first }
        return try names.map { try configured[$0] ?? secretDefinition($0) }
    }

    /// What the configuration or the keyring knows of a secret.
    func secretDefinition(_ name: String) throws -> SecretDefinition {
        try rotations.definition(name, in: configuration.secrets)
    }
}
