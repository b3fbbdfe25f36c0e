public import Basics

/// What `rotate` would do now, found out by read checks only.
public struct RotationPlan: Sendable, Encodable {
    /// A destination and what it holds.
    public struct DestinationPlan: Sendable, Encodable {
        /// As receipts name it.
        public let name: String
        /// The version that it holds now; nil where it holds none that the keyring knows.
        public let version: Int?
        /// `empty`, `known`, or `unknown` for a value that would be taken into the keyring first.
        public let holds: String
    }

    /// The secret.
    public let name: String
    /// Its kind.
    public let kind: String
    /// The unfinished rotation that would be carried on, or given up in favour of the new one.
    public let unfinishedRotation: String?
    /// The version that is current now.
    public let currentVersion: Int?
    /// Every destination; all of them can be written.
    public let destinations: [DestinationPlan]
    /// When each step would be done, in order; steps that are left out are not needed.
    public let steps: [PlannedStep]
    /// When consumers and issuers disagree; nil where they do not.
    public let interruption: Interruption?
    /// For how long after the promotion the replaced value may still be accepted somewhere, in seconds.
    public let residualTrustSeconds: Double
    /// The caches that may accept the replaced value for a while after it is retired.
    public let residualTrust: [KeyCache]
    /// The stores in which tokens that were issued before are cut off.
    public let cutoffStores: [String]
    /// Servers that are away and would be done without.
    public let leftOut: [String]
    /// What the user should know.
    public let warnings: [String]

    /// A time in which something breaks.
    public struct Interruption: Sendable, Encodable {
        /// From the promotion at the first destination.
        public let from: Timestamp
        /// What ends it.
        public let until: String
        /// What breaks.
        public let what: String
    }

    /// A step and its time.
    public struct PlannedStep: Sendable, Encodable {
        /// What is done.
        public let step: RotationStep
        /// When, at the earliest.
        public let at: Timestamp
    }
}

extension RotationEngine {
    /// Checks everything that `rotate` would check, and changes nothing.
    public func plan(
        _ definition: SecretDefinition, compromised: Bool = false, without absent: [String] = []
    ) throws -> RotationPlan {
        guard SecretName.isValid(definition.name) else { throw SecretsError.invalidName }
        return try witnessed { try RotationRun(self, definition).plan(compromised: compromised, without: absent) }
    }
}
