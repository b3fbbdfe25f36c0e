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
        try definitions.filter { definition in
            try database.read {
                try VersionRows.countDestroyable(definition.name, retiredBy: time.now - definition.keepRetired, $0)
            } > 0
        }
    }

    /// Destroys the values of a secret that were retired longer ago than `keepRetired`.
    public func destroyRetired(_ definition: SecretDefinition) throws -> DestructionOutcome {
        try locked(definition) { _ in
            let count = try database.write {
                try VersionRows.destroy(definition.name, retiredBy: time.now - definition.keepRetired, $0)
            }
            return DestructionOutcome(name: definition.name, destroyed: count)
        }
    }
}
