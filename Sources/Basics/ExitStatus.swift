/// The status with which firebreak ends. One enumeration for every command; values of 64 and above follow
/// `sysexits.h` (BSD).
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done and verified.
    case done = 0
    /// Done, and the check failed: a signature does not verify, a probe's expectation is not met.
    case checkFailed = 1
    /// Partial: something is still to be done, and the output says what.
    case partial = 2
    /// The command line is wrong.
    case usage = 64
    /// The input is not in the form it should have.
    case badInput = 65
    /// The input was not found.
    case inputNotFound = 66
    /// A service could not be reached, or would not do its work.
    case unavailable = 69
    /// A defect of firebreak's own.
    case internalError = 70
    /// A file could not be created.
    case cannotCreate = 73
    /// Reading or writing failed.
    case inputOutput = 74
    /// Somebody else is at it: try again.
    case busy = 75
    /// Permission was refused, or firebreak refuses to do it.
    case refused = 77
    /// The configuration is wrong.
    case configuration = 78

    /// What the manual says of it, a few words.
    public var summary: String {
        switch self {
        case .done: "done and verified"
        case .checkFailed: "done, and the check failed"
        case .partial: "partial: something is still to be done, and the output says what"
        case .usage: "usage: the command line is wrong"
        case .badInput: "bad input"
        case .inputNotFound: "input not found"
        case .unavailable: "service unavailable"
        case .internalError: "internal error"
        case .cannotCreate: "cannot create a file"
        case .inputOutput: "reading or writing failed"
        case .busy: "busy: try again"
        case .refused: "refused"
        case .configuration: "the configuration is wrong"
        }
    }
}
