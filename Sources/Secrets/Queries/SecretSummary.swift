public import Basics

/// A secret in `secrets list`.
public struct SecretSummary: Sendable, Encodable {
    /// Its name.
    public let name: String
    /// Its kind.
    public let kind: String
    /// The stage of `version`: `current`, or `pending` while its first rotation is under way; nil where the keyring has
    /// no version yet.
    public let stage: SecretStage?
    /// The current version.
    public let version: Int?
    /// The version's fingerprint.
    public let fingerprint: String?
    /// When the version was made.
    public let createdAt: Timestamp?
    /// When the next routine rotation is due; nil where it is rotated by hand only, or has no version yet.
    public let rotatesAt: Timestamp?
    /// Whether a routine rotation is due, as it is for a secret with `rotateEvery` that has no version yet.
    public let overdue: Bool
    /// Why the rotation under way, or the one that is due, could not go on; nil where nothing failed.
    public let trouble: RotationTrouble?
    /// Where it is written.
    public let destinations: [String]

    enum CodingKeys: String, CodingKey {
        case name, kind, stage, version, fingerprint, createdAt, rotatesAt, overdue, trouble, destinations
    }

    /// Every key is there, null where there is nothing to say.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(kind, forKey: .kind)
        try container.encode(stage, forKey: .stage)
        try container.encode(version, forKey: .version)
        try container.encode(fingerprint, forKey: .fingerprint)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(rotatesAt, forKey: .rotatesAt)
        try container.encode(overdue, forKey: .overdue)
        try container.encode(trouble, forKey: .trouble)
        try container.encode(destinations, forKey: .destinations)
    }
}

extension SecretSummary {
    init(
        _ definition: SecretDefinition, _ versions: [SecretVersion], _ trouble: RotationTrouble?, at now: Timestamp
    ) {
        let shown = versions.first { $0.stage == .current } ?? versions.first { $0.stage == .pending }
        name = definition.name
        kind = definition.kind.name
        stage = shown?.stage
        version = shown?.version
        fingerprint = shown?.fingerprint
        createdAt = shown?.createdAt
        rotatesAt = shown.flatMap { shown in
            definition.schedule.age(of: definition.name, shown.version).map {
                (shown.promotedAt ?? shown.createdAt) + $0
            }
        }
        self.trouble = trouble
        overdue = definition.rotateEvery != nil && rotatesAt.map { $0 <= now } ?? true
        destinations = definition.destinations.map(\.name)
    }
}
