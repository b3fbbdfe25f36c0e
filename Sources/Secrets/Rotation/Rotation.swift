internal import Basics

/// A rotation as it is kept in the state.
struct Rotation: Sendable {
    let id: String
    let secret: String
    /// The new version.
    let version: Int
    /// The version that was current; nil for a first version.
    let previousVersion: Int?
    var state: RotationState
    let compromised: Bool
    let startedAt: Timestamp
    /// When the next step is due, where it waits for time to pass.
    var nextStepAt: Timestamp?
    var finishedAt: Timestamp?
    var steps: RotationSteps
}

/// What was done, where and when. Stored as JSON; names versions, never values.
struct RotationSteps: Sendable {
    var publishedAt: Timestamp?
    var promotedAt: Timestamp?
    var reloadedAt: Timestamp?
    /// When it was proven that consumers took the new value up.
    var adoptedAt: Timestamp?
    /// Why that was not proven when it was last looked at.
    var adoptionRemark: String?
    /// How many reload hooks have run to their end.
    var reloads = 0
    /// Versions that were found at destinations and taken into the keyring.
    var adopted: [Int] = []
    var destinations: [DestinationRecord]
    /// Since when the next step is waited for; what was stored by earlier versions does not say.
    var waitsSince: ClockReading?
    /// The clocks at the promotion.
    var promotedBy: ClockReading?
    /// Where tokens are cut off with it; nil for nowhere.
    var cutoffs: [CutoffRecord]?
    /// Servers that it may do without while they are away; nil for none.
    var without: [String]?
    /// The incident for which it was begun; nil for none.
    var incident: String?
}

/// What was done at one destination.
struct DestinationRecord: Sendable {
    enum State: String, Sendable {
        /// Nothing was changed there yet.
        case pending
        /// It shows the new value ahead of its use.
        case published
        /// It holds the new value as current.
        case written
        /// It holds the new value, and the previous one was taken away.
        case retired
        /// What it held before was put back.
        case restored
        /// The last attempt failed.
        case failed
    }

    let name: String
    /// The versions that it held before the rotation, by slot: what undoing puts back.
    var before: [String: Int]
    var state: State = .pending
    /// Whether it may hold something of this rotation, as opposed to having been left as it was.
    var touched = false
    /// Servers of it that were away and have not got the change yet; nil for none.
    var leftOut: [String]?

    func before(_ slot: DestinationSlot) -> Int? { before[slot.rawValue] }
}
