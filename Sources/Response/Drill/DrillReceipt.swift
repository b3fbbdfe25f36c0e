public import Basics
internal import Notifications
public import Sessions

/// What a drill did, felt and proved: `receipt.json`.
public struct DrillReceipt: OperationReceipt {
    /// One thing that was checked, and whether it held.
    public struct Check: Sendable, Encodable {
        public let name: String
        public let passed: Bool
        /// What was seen.
        public let detail: String
    }

    /// What the bystander felt, in milliseconds, before and during the revocation.
    public struct Bystander: Sendable, Encodable {
        public let before: DrillLatency
        public let during: DrillLatency
    }

    /// The incident that was rehearsed.
    public let incident: String
    public let sessions: Int
    /// Sessions of compromised users and of the revoked role, before.
    public let condemned: Int
    /// From the opening of the incident until all was contained, the watch not counted; seconds.
    public let containedInSeconds: Double
    /// How often the attacker saved the revoked session again.
    public let attackerSaves: Int
    public let revocations: [RevocationReceipt]
    public let rotations: [DrillRotation]
    /// How many flags were switched off and put back.
    public let flags: Int
    /// Notifications that arrived.
    public let notifications: Int
    public let bystander: Bystander
    public private(set) var checks: [Check]
    /// The files that were written.
    public private(set) var files: [String]
    public let durationSeconds: Double

    /// Whether every check held.
    public var verified: Bool { checks.allSatisfy(\.passed) }
    public var status: ExitStatus { verified ? .done : .checkFailed }
    public var summary: String { "drill: \(verified ? "everything verified" : "not everything verified")" }

    /// The same receipt with its last checks and files.
    func with(checks: [Check], files: [String]) -> Self {
        var copy = self
        (copy.checks, copy.files) = (checks, files)
        return copy
    }

    enum CodingKeys: String, CodingKey {
        case incident, sessions, condemned, containedInSeconds, attackerSaves, revocations, rotations, flags
        case notifications, bystander, checks, verified, files, durationSeconds
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(incident, forKey: .incident)
        try container.encode(verified, forKey: .verified)
        try container.encode(sessions, forKey: .sessions)
        try container.encode(condemned, forKey: .condemned)
        try container.encode(containedInSeconds, forKey: .containedInSeconds)
        try container.encode(attackerSaves, forKey: .attackerSaves)
        try container.encode(revocations, forKey: .revocations)
        try container.encode(rotations, forKey: .rotations)
        try container.encode(flags, forKey: .flags)
        try container.encode(notifications, forKey: .notifications)
        try container.encode(bystander, forKey: .bystander)
        try container.encode(checks, forKey: .checks)
        try container.encode(files, forKey: .files)
        try container.encode(durationSeconds, forKey: .durationSeconds)
    }
}

/// One rotation of a drill.
public struct DrillRotation: Sendable, Encodable {
    public let name: String
    public let version: Int
    public let previousVersion: Int?
    public let durationSeconds: Double
}
