public import Basics

/// Something was done, and the state, which was busy or away, does not say what became of it.
public struct UnwrittenWork: Failure {
    /// What was done.
    public let work: String
    /// Why it could not be written down.
    public let cause: StateError
    public let hint: String?
    public let status: ExitStatus

    public init(_ work: String, _ cause: StateError, hint: String, status: ExitStatus = .partial) {
        self.work = work
        self.cause = cause
        self.hint = hint
        self.status = status
    }

    public var message: String { "\(work), and that is not written down: \(cause.message)" }
}
