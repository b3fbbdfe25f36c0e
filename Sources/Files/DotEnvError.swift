public import Basics

/// What is wrong in a `.env` file, or with what is to be written into it. Names line numbers and keys, never a value:
/// these files hold secrets.
public enum DotEnvError: Failure, Equatable {
    /// A line that is no assignment, no comment and not empty; lines count from 1.
    case malformedLine(Int)
    /// A quote that is opened on this line is never closed.
    case unclosedQuote(line: Int)
    /// The key stands on several lines; which one holds differs from reader to reader.
    case duplicateKey(String, lines: [Int])
    /// Not a name that every reader takes: a letter or `_`, then letters, digits and `_`.
    case invalidKey(String)
    /// No quoting of this dialect can hold the value.
    case cannotHold(key: String, dialect: String?, reason: String)
    /// The value on this line is not what this dialect's reader and firebreak would agree upon.
    case unreadableValue(line: Int, reason: String)

    public var message: String {
        switch self {
        case .malformedLine(let line): "line \(line) is not an assignment"
        case .unclosedQuote(let line): "the quote opened on line \(line) is not closed"
        case .duplicateKey(let key, let lines):
            "\(key.printable) stands \(lines.count == 2 ? "twice" : "\(lines.count) times"): on lines "
                + lines.dropLast().map(String.init).joined(separator: ", ") + " and \(lines.last ?? 0)"
        case .invalidKey: "a key in a .env file is a letter or _, followed by letters, digits and _"
        case .cannotHold(let key, let dialect, let reason):
            "the value for \(key.printable) cannot be written"
                + (dialect.map { " in the dialect '\($0)'" } ?? "") + ": \(reason)"
        case .unreadableValue(let line, let reason): "the value on line \(line) \(reason)"
        }
    }

    public var hint: String? {
        switch self {
        case .malformedLine, .unclosedQuote: "the file was left as it was; check the line, and the dialect set for it"
        case .duplicateKey: "readers disagree on which one holds: remove all but one"
        case .invalidKey: nil
        case .cannotHold: "choose another value, or say which reader the file is for with 'dialect'"
        case .unreadableValue: "the file was left as it was; write the value out, or set the dialect of its reader"
        }
    }

    public var status: ExitStatus { .badInput }
}
