public import Basics

/// Why the journal could not be read, written or signed.
public enum JournalError: Failure, Hashable {
    /// A text is longer than the journal takes.
    case tooLong(what: String, bytes: Int, limit: Int)
    /// A text that must not be empty is.
    case empty(what: String)
    /// A text holds a NUL character.
    case notText(what: String)
    /// A time that no calendar has.
    case badTime(what: String)
    /// The journal was opened for reading only.
    case noSigner
    /// A signing or verifying key that is none.
    case badKey(String)
    /// A checkpoint that is none, or is not signed as it should be.
    case badCheckpoint(String)
    /// The proof of an entry that is none, or proves something else.
    case badProof(String)
    /// The journal was signed with another key than the one at hand.
    case otherKey(journal: String, given: String)
    /// The entries do not agree with the last signed checkpoint.
    case disagrees(size: Int64)
    /// There are entries that no checkpoint was signed for.
    case unsigned(entries: Int64, signed: Int64)
    /// An entry that a proof was asked for does not exist.
    case noEntry(Int64)
    /// An entry cannot be read.
    case unreadable(Int64, String)

    public var message: String {
        switch self {
        case .tooLong(let what, let bytes, let limit): "\(what) has \(bytes) bytes, and at most \(limit) are taken"
        case .empty(let what): "\(what) is empty"
        case .notText(let what): "\(what) has a NUL character in it"
        case .badTime(let what): "\(what) lies outside the years 1 to 9999"
        case .noSigner: "the journal cannot be written without its signing key"
        case .badKey(let why): "a journal key cannot be used: \(why)"
        case .badCheckpoint(let why): "a checkpoint of the journal is not good: \(why)"
        case .badProof(let why): "the proof is not good: \(why)"
        case .otherKey(let journal, let given):
            "the journal is signed by \(journal.printable), and the key at hand is \(given.printable)"
        case .disagrees(let size):
            "the journal does not agree with its signed checkpoint of \(size) entries: it was changed or cut"
        case .unsigned(let entries, let signed):
            "the journal has \(entries) entries, and a checkpoint was signed for \(signed): the others were not written by "
                + "firebreak, or checkpoints were deleted"
        case .noEntry(let position): "the journal has no entry \(position)"
        case .unreadable(let position, let why): "entry \(position) of the journal cannot be read: \(why)"
        }
    }

    public var hint: String? {
        switch self {
        case .tooLong: "put the long text into a file and note where it is"
        case .empty, .notText, .badTime: nil
        case .noSigner: "unlock the keyring"
        case .badKey, .otherKey: "use the keyring that belongs to this state"
        case .badCheckpoint, .disagrees, .unsigned, .unreadable:
            "`firebreak journal verify` says where; keep the state as it is, for evidence, and name another in `state:` to go on"
        case .badProof: "`firebreak journal proof` makes one"
        case .noEntry: "`firebreak journal verify` says how many there are"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .tooLong, .empty, .notText, .badTime, .badKey, .badProof: .badInput
        case .noSigner, .otherKey, .badCheckpoint, .disagrees, .unsigned, .unreadable: .refused
        case .noEntry: .inputNotFound
        }
    }
}
