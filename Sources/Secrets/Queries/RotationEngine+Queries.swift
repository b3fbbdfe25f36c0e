internal import Basics
internal import Configuration
public import Cryptography
internal import State

extension RotationEngine {
    /// The definition of a secret: the configuration's or, for one that only the keyring has, its kind with defaults.
    public func definition(_ name: String, in definitions: [SecretDefinition]) throws -> SecretDefinition {
        if let configured = definitions.first(where: { $0.name == name }) { return configured }
        if let kind = try keyring.kind(of: name) { return SecretDefinition(name: name, kind: kind) }
        let known = try definitions.map(\.name) + database.read { try VersionRows.secrets($0).map(\.name) }
        throw SecretsError.unknownSecret(name: name, nearest: Spelling.nearest(to: name, among: known))
    }

    /// Every secret of the configuration, in its order, then those that only the keyring has.
    public func list(_ definitions: [SecretDefinition]) throws -> [SecretSummary] {
        let stored = try database.read { try VersionRows.secrets($0).map(\.name) }
        let configured = Set(definitions.map(\.name))
        let all =
            try definitions
            + stored.filter { !configured.contains($0) }.map { try definition($0, in: []) }
        return try summaries(all)
    }

    /// The same for a timer. What this version does not know the kind of is left alone.
    public func all(_ definitions: [SecretDefinition]) throws -> [SecretDefinition] {
        let configured = Set(definitions.map(\.name))
        let stored = try database.read { try VersionRows.secrets($0) }.filter { !configured.contains($0.name) }
        return definitions
            + stored.compactMap { secret in
                SecretKinds.named(secret.kind).map { SecretDefinition(name: secret.name, kind: $0) }
            }
    }

    func summaries(_ definitions: [SecretDefinition]) throws -> [SecretSummary] {
        let (versions, troubles) = try database.read { (try VersionRows.all($0), try TroubleRows.all($0)) }
        let now = time.now
        return definitions.map { SecretSummary($0, versions[$0.name] ?? [], troubles[$0.name], at: now) }
    }

    /// A secret and its unfinished rotation.
    public func show(_ definition: SecretDefinition) throws -> SecretDetails {
        let versions = try keyring.versions(of: definition.name)
        let trouble = try database.read { try TroubleRows.of(definition.name, $0) }
        return SecretDetails(
            summary: SecretSummary(definition, versions, trouble, at: time.now),
            overlapSeconds: definition.overlap.inSeconds, publishAheadSeconds: definition.publishAhead.inSeconds,
            liveVersions: versions.filter(\.stage.isLive),
            unfinishedRotation: try database.read { try RotationRows.open(definition.name, $0) }.map(
                RotationSummary.init))
    }

    /// Every rotation that is not finished, by its secret.
    public func unfinishedRotations() throws -> [String: RotationSummary] {
        try database.read { try RotationRows.allOpen($0) }.mapValues(RotationSummary.init)
    }

    /// Every version and every rotation of a secret.
    public func history(_ definition: SecretDefinition) throws -> SecretHistory {
        SecretHistory(
            name: definition.name, kind: definition.kind.name, versions: try keyring.versions(of: definition.name),
            rotations: try database.read { try RotationRows.all(definition.name, $0) }.map(RotationSummary.init),
            trouble: try database.read { try TroubleRows.of(definition.name, $0) })
    }

    /// A value, revealed: of the current version or of another, in its kind's own form.
    public func reveal(_ definition: SecretDefinition, version: Int? = nil) throws -> SecretBox {
        let name = definition.name
        guard let stored = try database.read({ try VersionRows.kind(name, $0) }),
            let wanted = try version ?? keyring.versions(of: name).first(where: { $0.stage == .current })?.version
        else { throw SecretsError.noVersion(name: name, version: version) }
        return try keyring.value(of: name, wanted, stored).value
    }
}
