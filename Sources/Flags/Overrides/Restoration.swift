public import Basics

/// What came of taking overrides back.
public struct Restoration: Sendable, Encodable {
    /// One entry for each flag.
    public let flags: [RestoredFlag]
    /// What went wrong with reload hooks, a sentence each.
    public let warnings: [String]

    /// `done` where every flag is as it should be and the programs know, else `partial`.
    public var status: ExitStatus { flags.allSatisfy { $0.outcome.isDone } && warnings.isEmpty ? .done : .partial }
}

/// What came of one flag.
public struct RestoredFlag: Sendable, Encodable {
    /// What happened to a flag.
    public enum Outcome: String, Sendable, Encodable {
        /// The earlier value is back, or in a plan would be.
        case restored
        /// The earlier value was there already.
        case alreadyThere
        /// A newer override still holds; the one taken back lay below it.
        case stillOverridden
        /// Somebody else has changed the flag since: it was left alone.
        case changedSince
        /// It could not be done; `message` says why.
        case failed

        var isDone: Bool { self != .changedSince && self != .failed }
    }

    /// The flag's name.
    public let flag: String
    /// The source's name.
    public let source: String
    /// What happened.
    public let outcome: Outcome
    /// The overrides that were to be taken back, by their ids.
    public let overrides: [String]
    /// The value that firebreak had set last.
    public let expected: FlagValue
    /// The value that was found.
    public let found: FlagValue?
    /// The value that the flag has after this.
    public let value: FlagValue?
    /// Who holds the flag after this, where another override does.
    public let heldBy: String?
    /// Why it could not be done, or what is to be known.
    public let message: String?
}
