/// What `journal verify` found.
public struct JournalVerification: Sendable {
    /// How many entries there are.
    public internal(set) var entries: Int64 = 0
    /// How many checkpoints verified.
    public internal(set) var checkpoints: Int64 = 0
    /// The last checkpoint that verified.
    public internal(set) var checkpoint: Checkpoint?
    /// The hash of the whole tree, made again from the entries; nil where some are missing.
    public internal(set) var root: [UInt8]?
    /// How many entries no checkpoint covers: firebreak did not write them, or checkpoints were deleted.
    public internal(set) var unsigned: Int64 = 0
    /// Whether the public key is the one that the caller gave, and not the one that the journal itself names.
    public internal(set) var keyWasGiven = false
    /// What is wrong, at most 100 of it.
    public internal(set) var problems: [JournalProblem] = []
    /// How many more problems there are.
    public internal(set) var moreProblems = 0

    /// Whether nothing is wrong.
    public var isGood: Bool { problems.isEmpty }

    mutating func report(_ kind: JournalProblem.Kind, entry: Int64? = nil, _ message: String) {
        guard problems.count < 100 else {
            moreProblems += 1
            return
        }
        problems.append(JournalProblem(kind: kind, entry: entry, message: message))
    }
}

/// Something that is wrong with a journal, and where.
public struct JournalProblem: Sendable, Hashable, Codable {
    /// What is wrong.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// Entries are missing: from the middle, or the tail was cut off.
        case missing
        /// A leaf does not have the hash that is kept of it.
        case leaf
        /// An entry does not say what its row says, or cannot be read.
        case entry
        /// A hash of the tree is not what the entries make it.
        case node
        /// A checkpoint is not signed as it should be, or stands in the wrong place.
        case checkpoint
        /// The entries are not those that a checkpoint was signed for.
        case root
        /// The table of incidents tells something else than the journal.
        case projection
    }

    /// What is wrong.
    public var kind: Kind
    /// The first entry that it concerns.
    public var entry: Int64?
    /// A sentence for people.
    public var message: String

    /// A problem, and the first entry that it concerns.
    public init(kind: Kind, entry: Int64?, message: String) {
        self.kind = kind
        self.entry = entry
        self.message = message
    }
}
