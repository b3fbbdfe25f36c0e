internal import Basics

extension RotationEngine {
    /// Takes what a secret's destinations hold into the keyring, as it is, and changes nothing there: the value of the
    /// first destination that has one as the current version, others beside it as previous ones. A secret that the
    /// keyring has already, and one of which no destination holds a value, are refused.
    public func importHeld(_ definition: SecretDefinition) throws -> AddOutcome {
        try locked(definition) { run in
            guard try keyring.kind(of: definition.name) == nil else {
                throw SecretsError.alreadyExists(name: definition.name)
            }
            for destination in run.destinations { _ = try run.inspectAndAdopt(destination) }
            guard let current = try keyring.versions(of: definition.name).first(where: { $0.stage == .current }) else {
                throw SecretsError.nothingToImport(name: definition.name)
            }
            return AddOutcome(
                name: definition.name, kind: definition.kind.name, stage: .current, version: current.version,
                fingerprint: current.fingerprint,
                warnings: try run.warnings + run.unlikeDestinations(current.version))
        }
    }
}
