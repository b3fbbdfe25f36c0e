internal import Basics
public import Cryptography
internal import State

/// What `secrets add` did.
public struct AddOutcome: Sendable, Encodable {
    /// The secret.
    public let name: String
    /// Its kind.
    public let kind: String
    /// `current`.
    public let stage: SecretStage
    /// 1.
    public let version: Int
    /// The value's fingerprint.
    public let fingerprint: String
    /// What the user should know.
    public let warnings: [String]
}

extension RotationEngine {
    /// Puts the first version of a secret into the keyring, as the current one: a value from outside (without one
    /// newline at its end) or a new one. Destinations are left as they are: what they hold is replaced, and kept as
    /// previous value, by `rotate`. A secret that the keyring has already is refused, as is a value that is weaker than
    /// its kind asks for.
    public func add(_ definition: SecretDefinition, value: SecretBox? = nil) throws -> AddOutcome {
        try locked(definition) { run in
            guard try keyring.kind(of: definition.name) == nil else {
                throw SecretsError.alreadyExists(name: definition.name)
            }
            let kind = definition.kind
            let stored = SecretBox(try value.map { try Self.imported($0, kind) } ?? kind.generate())
            try stored.withSecret { try kind.test($0) }
            let version = try run.engine.database.write { session in
                try stored.withSecret {
                    try keyring.insert($0, .canonical, of: definition.name, kind: kind, stage: .current, session)
                }
            }
            return AddOutcome(
                name: definition.name, kind: kind.name, stage: .current, version: version.version,
                fingerprint: version.fingerprint, warnings: try run.unlikeDestinations(version.version))
        }
    }

    /// A value from outside in its kind's form, in whichever of the kind's formats it is.
    static func imported(_ value: SecretBox, _ kind: any SecretKind) throws -> Secret {
        let text = value.withSecret { $0.withoutLineEnd() }
        guard text.revealedText()?.utf8.contains(0) == false else {
            throw SecretsError.invalidValue(kind: kind.name, reason: "it is not UTF-8 text")
        }
        var failure: (any Error)?
        for format in kind.formats {
            do { return try kind.read(text, as: format) } catch { failure = failure ?? error }
        }
        throw failure ?? SecretsError.invalidValue(kind: kind.name, reason: "it has no form")
    }
}

extension RotationRun {
    /// Says which destinations do not hold a version; one that cannot be read does not stop an addition.
    func unlikeDestinations(_ version: Int) throws -> [String] {
        destinations.compactMap { destination in
            let held = try? inspect(destination).versions[.current]
            return held == version ? nil : "\(destination.name) does not hold it: 'secrets rotate' writes there"
        }
    }
}
