internal import Cryptography
public import Secrets

extension Workspace {
    /// Every secret of the configuration and of the keyring.
    public func secretSummaries() throws -> [SecretSummary] { try rotations.list(configuration.secrets) }

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

    /// What the configuration or the keyring knows of a secret.
    func secretDefinition(_ name: String) throws -> SecretDefinition {
        try rotations.definition(name, in: configuration.secrets)
    }
}
