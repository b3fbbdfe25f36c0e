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
    /// What is still to be done: `promote`, `reload`, `adoption`, `retire`, `cutoff`, `complete`, `confirm`,
    /// `rollback`; nil where the rotation is finished.
    public let nextStep: RotationStep?
    /// When it is due; nil where there is none, where it is due now, and where it is parked.
    public let nextStepAt: Timestamp?
    /// For how long after now the replaced value may still be accepted somewhere, in seconds: until it is retired, and
    /// then until caches of the JWKS have run out.
    public let residualTrustSeconds: Double
    /// The caches that may accept the replaced value for a while after it is retired.
    public let residualTrust: [KeyCache]
    /// Why the next step could not be done; nil where nothing failed.
    public let trouble: RotationTrouble?
    /// Where tokens that were issued before are refused from now on.
    public let cutoffs: [TokenCutoff]
    /// Servers that an emergency did without because they were away: they get the change when they are back.
    public let leftOut: [String]
    /// What the user should know.
    public let warnings: [String]
    /// Partial where a step that was due could not be done at some destination; otherwise done. Not encoded.
    public let status: ExitStatus

    /// A store in which tokens are cut off.
    public struct TokenCutoff: Sendable, Encodable {
        /// The store.
        public let store: String
        /// Tokens issued before are refused.
        public let at: Timestamp
    }

    enum CodingKeys: String, CodingKey {
        case name, rotation, stage, version, previousVersion, destinations, nextStep, nextStepAt, residualTrustSeconds
        case residualTrust, trouble, cutoffs, leftOut, warnings
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
        try container.encode(residualTrust, forKey: .residualTrust)
        try container.encode(trouble, forKey: .trouble)
        try container.encode(cutoffs, forKey: .cutoffs)
        try container.encode(leftOut, forKey: .leftOut)
        try container.encode(warnings, forKey: .warnings)
    }
}
