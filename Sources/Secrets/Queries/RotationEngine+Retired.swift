internal import Basics
internal import State

/// What became of retired values whose time had come.
public struct DestructionOutcome: Sendable, Encodable {
    /// The secret.
    public let name: String
    /// How many values were destroyed. Their versions stay in the history, without them.
    public let destroyed: Int
}

extension RotationEngine {
    /// The secrets with values that were retired longer ago than `keepRetired`.
    public func destroyable(_ definitions: [SecretDefinition]) throws -> [SecretDefinition] {
        let retired = try database.read { try VersionRows.firstDestroyable($0) }
        return definitions.filter { definition in
            retired[definition.name].map { $0 <= time.now - definition.keepRetired } == true
        }
    }

    /// Destroys the values of a secret that were retired longer ago than `keepRetired`.
    public func destroyRetired(_ definition: SecretDefinition) throws -> DestructionOutcome {
        try locked(definition) { run in
            try run.engine.database.write { try destroyRetired(definition, $0) }
        }
    }

    func destroyRetired(_ definition: SecretDefinition, _ session: any DatabaseSession) throws -> DestructionOutcome {
        let name = definition.name
        let count = try VersionRows.destroy(name, retiredBy: time.now - definition.keepRetired, session)
        return DestructionOutcome(name: name, destroyed: count)
    }
}
