internal import Basics
internal import Configuration

/// Something that is wrong with a playbook, and where.
public struct PlaybookFinding: Sendable, Hashable, Encodable {
    public let file: String
    /// Counted from 1; 0 where the file as a whole is meant.
    public let line: Int
    public let column: Int
    public let message: String
    public let hint: String?

    init(_ error: ConfigurationError) {
        let hint = error.hint
        switch error {
        case .invalid(let place, let message, _), .unresolved(let place, let message, _):
            self.init(place, message, hint)
        case .unreadable, .notFound:
            self.init(ConfigurationLocation(file: "", line: 0, column: 0), error.message, hint)
        }
    }

    init(_ place: ConfigurationLocation, _ message: String, _ hint: String?) {
        file = place.file
        line = place.line
        column = place.column
        self.message = message
        self.hint = hint
    }

    /// What is wrong with a file that is no playbook at all.
    init(file: String, _ failure: any Failure) {
        if let error = failure as? ConfigurationError {
            self.init(error)
        } else {
            self.init(ConfigurationLocation(file: file, line: 0, column: 0), failure.message, failure.hint)
        }
    }
}
