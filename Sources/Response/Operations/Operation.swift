public import Basics
internal import JSON
public import Secrets

/// One thing that firebreak does to the world: planned with read checks only, done, and journalled with its intent
/// before and its outcome after. Commands and playbook steps both call these, and nothing else acts.
public protocol Operation: Sendable {
    /// What would be done.
    associatedtype Plan: Encodable & Sendable
    /// What was done.
    associatedtype Receipt: OperationReceipt

    /// The name under which it stands in the journal, as `sessions.revoke`.
    var action: String { get }
    /// One line for the journal's intent: what is about to happen, without secrets and session ids.
    var intent: String { get }

    /// Performs the read checks and says what would happen; changes nothing.
    func plan(_ workspace: Workspace) throws -> Plan
    /// Does it. `record` says which incident and operation this belongs to, for what the domains store themselves.
    func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Receipt
}

/// An operation of which many are done together faster than one after the other, each with an intent and an outcome of
/// its own in the journal.
public protocol BatchedOperation: Operation {
    /// Does all of them, as `perform` would do each with its record; what became of each, in their order. Throws where
    /// nothing can be said of any.
    static func perform(
        together operations: [Self], _ workspace: Workspace, _ records: [OperationRecord],
        _ progress: @escaping (BatchProgress) -> Void
    ) throws -> [Result<Receipt, any Error>]
}

/// What an operation did, as it is printed and journalled.
public protocol OperationReceipt: Encodable, Sendable {
    /// `done` where everything was done and verified, `partial` where something is still to be done.
    var status: ExitStatus { get }
    /// One line for the journal's outcome.
    var summary: String { get }
}

/// A failure after which something was done all the same: the journal keeps what is certain.
public protocol UnfinishedWork: Error {
    /// What was done, or nil where nothing was.
    var partialReceipt: (any Encodable & Sendable)? { get }
}

/// Whom and what an operation belongs to.
public struct OperationRecord: Sendable {
    /// Links the intent with its outcome in the journal.
    public let operation: String
    /// The incident, where there is one.
    public let incident: String?
    /// Who does it.
    public let actor: String
    /// Why, in the words of the person who did it.
    public let reason: String?

    public init(operation: String, incident: String?, actor: String, reason: String?) {
        self.operation = operation
        self.incident = incident
        self.actor = actor
        self.reason = reason
    }
}
