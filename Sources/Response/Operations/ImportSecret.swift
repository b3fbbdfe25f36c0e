internal import Basics
internal import Cryptography
internal import Files
public import Secrets

/// Takes the value that a secret has already into the keyring: from its destinations, or from a `.env` file.
public struct ImportSecret: Operation {
    /// Where the value stands.
    public enum Origin: Sendable, Hashable {
        /// At the secret's destinations.
        case destinations
        /// At a key of a `.env` file.
        case dotEnv(path: String, key: String)
    }

    /// What would be imported.
    public struct Plan: Sendable, Encodable {
        public let name: String
        public let kind: String
        /// Where the value would be taken from.
        public let from: [String]
    }

    public let action = "secrets.import"
    private let name: String
    private let kind: String?
    private let origin: Origin

    /// - Parameter kind: the kind, where the configuration does not say it.
    public init(name: String, kind: String?, from origin: Origin) {
        self.name = name
        self.kind = kind
        self.origin = origin
    }

    public var intent: String { "import the secret \(name)" }

    public func plan(_ workspace: Workspace) throws -> Plan {
        switch origin {
        case .destinations:
            let definition = try workspace.secretDefinition(name)
            guard try workspace.keyring.kind(of: name) == nil else { throw SecretsError.alreadyExists(name: name) }
            return Plan(name: name, kind: definition.kind.name, from: definition.destinations.map(\.name))
        case .dotEnv(let path, let key):
            let plan = try addition().plan(workspace)
            return Plan(name: name, kind: plan.kind, from: ["\(path)#\(key)"])
        }
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> AddOutcome {
        switch origin {
        case .destinations: try workspace.rotations.importHeld(workspace.secretDefinition(name))
        case .dotEnv: try addition().perform(workspace, record)
        }
    }

    private func addition() throws -> AddSecret {
        guard case .dotEnv(let path, let key) = origin else { preconditionFailure("asked for a file alone") }
        let document = try DotEnvDocument(parsing: FileReader.read(path, limit: 4 << 20))
        guard let value = try document.value(of: key) else {
            throw NoSuchKey(path: path, key: key)
        }
        return AddSecret(name: name, kind: kind, value: Array(value.utf8))
    }
}

/// The `.env` file does not have the key. What other keys it has is not said: it may not be meant for this reader.
struct NoSuchKey: Failure {
    let path: String
    let key: String
    var message: String { "\(path.printable) has no key '\(key.printable)'" }
    var hint: String? { "name it with --key" }
    let status = ExitStatus.inputNotFound
}
