import Basics

/// A failure that belongs to the command line itself and to no module below it.
struct CommandFailure: Failure {
    let status: ExitStatus
    let message: String
    let hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }
}
