internal import Basics

/// Why a destination could not be read or written. Its status tells what to do: `busy` and `unavailable` may pass by
/// themselves, everything else needs somebody. No foreign text in it is longer than a line, and none holds a value.
struct DestinationError: Failure {
    let message: String
    let hint: String?
    let status: ExitStatus
    /// How long the other side asks to be left alone.
    let retryAfter: Duration?

    init(_ message: String, hint: String? = nil, _ status: ExitStatus, retryAfter: Duration? = nil) {
        self.message = message
        self.hint = hint
        self.status = status
        self.retryAfter = retryAfter
    }

    /// Somebody else wrote between reading and writing.
    static func changedMeanwhile(_ what: String) -> DestinationError {
        DestinationError(
            "\(what) was changed by somebody else meanwhile", hint: "nothing was written; run the command again", .busy)
    }

    /// It cannot be told what stands there.
    static func unreadable(_ what: String, hint: String? = nil) -> DestinationError {
        DestinationError(what, hint: hint, .refused)
    }

    /// A value that is no text where only text can stand.
    static func notText(_ what: String) -> DestinationError {
        DestinationError("\(what) can only hold UTF-8 text, and the value is none", .badInput)
    }
}

extension Failure {
    /// Whether the same attempt may succeed later without anybody's doing.
    var isTransient: Bool { status == .busy || status == .unavailable }
}
