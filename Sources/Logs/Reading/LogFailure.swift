public import Basics

/// Why logs could not be read.
public enum LogFailure: Failure, Equatable {
    /// Nothing that is known reads the beginning of a source.
    case unknownFormat(source: String, known: [String])
    /// A source that must be taken as a whole is too long.
    case documentTooLong(source: String, limit: Int)
    /// A document says that it is no answer, or is not in its form.
    case badDocument(source: String, reason: String)

    public var message: String {
        switch self {
        case .unknownFormat(let source, _): "the format of \(source) is not known"
        case .documentTooLong(let source, let limit): "\(source) has more than \(limit >> 20) MiB, and must be read as a whole"
        case .badDocument(let source, let reason): "\(source): \(reason)"
        }
    }

    public var hint: String? {
        switch self {
        case .unknownFormat(_, let known):
            "name it with --format: \(known.joined(separator: ", ")); or describe it under logs.formats in the configuration"
        case .documentTooLong: "ask for a shorter time, or for less"
        case .badDocument: nil
        }
    }

    public var status: ExitStatus { .badInput }
}
