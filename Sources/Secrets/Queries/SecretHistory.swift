public import Basics

/// A rotation in `secrets history`.
public struct RotationSummary: Sendable, Encodable {
    /// Its identifier.
    public let rotation: String
    /// The version that it brings.
    public let version: Int
    /// The version that it replaces.
    public let previousVersion: Int?
    /// How far it has come.
    public let state: RotationState
    /// Whether the replaced value was given up as compromised.
    public let compromised: Bool
    /// When it began.
    public let startedAt: Timestamp
    /// When it was proven that consumers took the new value up.
    public let adoptedAt: Timestamp?
    /// Why that was not proven when it was last looked at.
    public let adoptionRemark: String?
    /// When its next step is due, where it waits.
    public let nextStepAt: Timestamp?
    /// When it ended.
    public let finishedAt: Timestamp?
    /// Every destination with what was done there.
    public let destinations: [RotationOutcome.DestinationState]

    init(_ rotation: Rotation) {
        self.rotation = rotation.id
        version = rotation.version
        previousVersion = rotation.previousVersion
        state = rotation.state
        compromised = rotation.compromised
        startedAt = rotation.startedAt
        adoptedAt = rotation.steps.adoptedAt
        adoptionRemark = rotation.steps.adoptionRemark
        nextStepAt = rotation.nextStepAt
        finishedAt = rotation.finishedAt
        destinations = rotation.steps.destinations.map { .init(name: $0.name, state: $0.state.rawValue) }
    }
}

/// Everything that may be shown of a secret: its versions and rotations, the oldest first.
public struct SecretHistory: Sendable, Encodable {
    /// Its name.
    public let name: String
    /// Its kind.
    public let kind: String
    /// Its versions, without their values.
    public let versions: [SecretVersion]
    /// Its rotations.
    public let rotations: [RotationSummary]
    /// Why the rotation under way, or the one that is due, could not go on; nil where nothing failed.
    public let trouble: RotationTrouble?
}

/// A secret in `secrets show`.
public struct SecretDetails: Sendable, Encodable {
    /// What the list shows.
    public let summary: SecretSummary
    /// For how long the previous value stays valid, in seconds.
    public let overlapSeconds: Double
    /// For how long the next value is published before it is used, in seconds.
    public let publishAheadSeconds: Double
    /// The versions that are still accepted.
    public let liveVersions: [SecretVersion]
    /// The rotation that is not finished.
    public let unfinishedRotation: RotationSummary?
}
