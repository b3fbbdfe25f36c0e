public import Basics

/// Why an external program could not be run. A program that ran and failed is no error: see `ProgramResult/exitCode`.
public enum ProcessesError: Failure {
    /// There is no such program on the path, or it may not be executed.
    case notFound(program: String)
    /// The folder in which it should run does not exist or cannot be entered.
    case workingDirectory(String)
    /// An empty argument list, an argument or a variable that the system cannot pass on, or a folder that must not be
    /// removed. Says which, never the value.
    case invalidArgument(what: String)
    /// The system refused to start it.
    case cannotStart(program: String, reason: String)
    /// It ran, but what it wrote could not be read, or its end could not be observed.
    case lost(program: String, reason: String)

    /// What is wrong, and where.
    public var message: String {
        switch self {
        case .notFound(let program): "there is no program '\(program.printable)' that can be run"
        case .workingDirectory(let path): "the folder '\(path.printable)' cannot be entered"
        case .invalidArgument(let what): what
        case .cannotStart(let program, let reason): "cannot start '\(program.printable)': \(reason)"
        case .lost(let program, let reason): "lost hold of '\(program.printable)' while it ran: \(reason)"
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch self {
        case .notFound: "install it, or give its full path"
        case .workingDirectory: "create it, or name another"
        case .invalidArgument, .cannotStart, .lost: nil
        }
    }

    /// The exit status that fits.
    public var status: ExitStatus {
        switch self {
        case .notFound, .cannotStart: .unavailable
        case .workingDirectory: .inputNotFound
        case .invalidArgument: .badInput
        case .lost: .inputOutput
        }
    }
}
