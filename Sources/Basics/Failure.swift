/// An error that a person can act on: one sentence that says what is wrong and where, a hint on what to do, and
/// the status with which the program ends. No failure carries a secret, a session id or a credential in a URL.
public protocol Failure: Error, CustomStringConvertible, Sendable {
    /// One sentence: what is wrong, and where. No full stop at its end is needed; no line breaks.
    var message: String { get }
    /// What to do about it, or nil where nothing sensible can be said.
    var hint: String? { get }
    /// The exit status that fits.
    var status: ExitStatus { get }
}

extension Failure {
    public var hint: String? { nil }
    public var description: String { message }
}
