public import Basics

/// What a rotation has come to, as `secrets rotate --json` prints it.
public struct RotationOutcome: Sendable, Encodable {
    /// What a destination holds now.
    public struct DestinationState: Sendable, Encodable, Equatable {
        /// As `dotenv:.env#JWT_SECRET`.
        public let name: String
        /// `pending` (left as it was), `published`, `written`, `retired` (written, and the previous value taken away),
        /// `restored` or `failed`.
        public let state: String
    }

    /// The secret.
    public let name: String
    /// The rotation's identifier.
    public let rotation: String
    /// The stage of `version`.
    public let stage: SecretStage
    /// The version that the rotation brings.
    public let version: Int
    /// The version that it replaces; nil for a first version.
    public let previousVersion: Int?
    /// Every destination, in the configuration's order.
    public let destinations: [DestinationState]
    /// What is still to be done: `promote`, `reload`, `retire`, `rollback`; nil where the rotation is finished.
    public let nextStep: RotationStep?
    /// When it is due; nil where there is none, or where it is due now because an attempt failed.
    public let nextStepAt: Timestamp?
    /// For how long after now the replaced value may still be accepted somewhere, in seconds: until it is retired, and
    /// then until caches of the JWKS have run out.
    public let residualTrustSeconds: Double
    /// What the user should know.
    public let warnings: [String]
    /// Partial where a step that was due could not be done at some destination; otherwise done. Not encoded.
    public let status: ExitStatus

    enum CodingKeys: String, CodingKey {
        case name, rotation, stage, version, previousVersion, destinations, nextStep, nextStepAt, residualTrustSeconds
        case warnings
    }

    /// Every key is there, null where there is nothing to say.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(rotation, forKey: .rotation)
        try container.encode(stage, forKey: .stage)
        try container.encode(version, forKey: .version)
        try container.encode(previousVersion, forKey: .previousVersion)
        try container.encode(destinations, forKey: .destinations)
        try container.encode(nextStep, forKey: .nextStep)
        try container.encode(nextStepAt, forKey: .nextStepAt)
        try container.encode(residualTrustSeconds, forKey: .residualTrustSeconds)
        try container.encode(warnings, forKey: .warnings)
    }
}
