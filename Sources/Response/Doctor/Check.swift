internal import Basics

/// One thing that a responder depends on, and how it is.
public struct Check: Sendable, Equatable, Encodable {
    /// How it is.
    public enum Outcome: String, Sendable, Encodable {
        case ok
        /// It works, and will not always; or it could not be looked at.
        case warning
        /// It does not work.
        case failure
    }

    /// What it belongs to, as `store web` or `journal`.
    public let subject: String
    public let outcome: Outcome
    /// What was found, in a sentence or a few words.
    public let finding: String
    /// What to do about it; nil where nothing is to be done.
    public let remedy: String?

    public init(_ subject: String, _ outcome: Outcome, _ finding: String, remedy: String? = nil) {
        self.subject = subject
        self.outcome = outcome
        self.finding = finding
        self.remedy = remedy
    }

    /// What a failure says.
    init(_ subject: String, _ error: any Error, outcome: Outcome = .failure) {
        let failure = error as? any Failure
        self.init(
            subject, outcome, failure?.message ?? "unexpected: \(String(describing: error))", remedy: failure?.hint)
    }
}

extension Check {
    /// What some work finds out; where it throws, that.
    static func of(_ subject: String, _ work: () throws -> [Check]) -> [Check] {
        do { return try work() } catch { return [Check(subject, error)] }
    }
}
