public import Basics

/// What came of asking a running system. What is not known is never fine: it has verdicts of its own.
public enum ProbeVerdict: String, Sendable, Hashable, CaseIterable, Codable {
    /// Everything is as it should be.
    case met
    /// Something is not.
    case notMet
    /// There is an answer, and no data in it.
    case empty
    /// There is an answer, and it is no number (NaN), as nothing divided by nothing.
    case notANumber
    /// There is an answer, and it may not be all there is: the server itself warns.
    case incomplete
    /// There is no answer.
    case unreachable
    /// There is an answer, and it is that the question cannot be answered.
    case refused

    /// Whether it says nothing about how the system is.
    public var isUnknown: Bool { self != .met && self != .notMet }

    /// The status with which a command ends that asked.
    public var status: ExitStatus {
        switch self {
        case .met: .done
        case .notMet, .empty, .notANumber, .incomplete: .checkFailed
        case .unreachable, .refused: .unavailable
        }
    }
}

/// What a probe found.
public protocol ProbeOutcome: Sendable, Encodable {
    /// What came of it.
    var verdict: ProbeVerdict { get }
    /// One line for people: what was found. Foreign text in it is made printable; nothing secret is in it.
    var summary: String { get }
}

/// A probe as a playbook or a gate has it: a value that says what is asked and what is expected.
public protocol Probe: Sendable {
    associatedtype Outcome: ProbeOutcome
    /// How it is called where it is shown, as `https://api.example.com`.
    var name: String { get }
    /// Asks, and changes nothing. What cannot be reached is an outcome; an error is only what keeps it from being
    /// asked on this side, such as a variable that is not set.
    func ask(_ environment: [String: String], at now: Timestamp) throws -> Outcome
}
