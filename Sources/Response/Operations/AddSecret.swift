public import Basics
internal import Cryptography
public import Secrets

/// Puts a first version of a secret into the keyring.
public struct AddSecret: Operation {
    /// What would be added.
    public struct Plan: Sendable, Encodable {
        public let name: String
        public let kind: String
        /// Whether the value is generated rather than given.
        public let generated: Bool
    }

    /// The kind of a secret of which nobody says what it is: a text, and nothing is known of its form.
    public static let defaultKind = "random"

    public let action = "secrets.add"
    private let name: String
    private let kind: String?
    private let value: SecretBox?

    /// - Parameters:
    ///   - kind: the kind, where the configuration does not say it; nil takes `defaultKind`.
    ///   - value: the value from outside; nil generates one.
    public init(name: String, kind: String?, value: [UInt8]?) {
        self.name = name
        self.kind = kind
        self.value = value.map { SecretBox(Secret($0)) }
    }

    public var intent: String { "add the secret \(name)" }

    public func plan(_ workspace: Workspace) throws -> Plan {
        let definition = try definition(workspace)
        guard try workspace.keyring.kind(of: name) == nil else { throw SecretsError.alreadyExists(name: name) }
        return Plan(name: name, kind: definition.kind.name, generated: value == nil)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> AddOutcome {
        try workspace.rotations.add(definition(workspace), value: value)
    }

    private func definition(_ workspace: Workspace) throws -> SecretDefinition {
        let configured = workspace.configuration.secrets.first { $0.name == name }
        if kind == nil, let configured { return configured }
        let kind = kind ?? Self.defaultKind
        guard let known = SecretKinds.named(kind) else {
            throw LookupFailure.unknown(kind: "kind of secret", name: kind, known: SecretKinds.names)
        }
        if let configured, configured.kind.name != kind {
            throw SecretsError.kindChanged(name: name, stored: kind, configured: configured.kind.name)
        }
        return configured ?? SecretDefinition(name: name, kind: known)
    }
}

extension AddOutcome: OperationReceipt {
    public var status: ExitStatus { .done }
    public var summary: String { "added \(name), version \(version) (\(kind))" }
}
