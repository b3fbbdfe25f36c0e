public import Basics

/// What is to be queued: a payload, what it is about, and when it is due.
public struct OutboxEntry: Sendable {
    /// What goes out.
    public var payload: Payload
    /// What it is about: an incident's identifier, or `rotation/NAME`.
    public var conversation: String
    /// The incident in whose journal it stands.
    public var incident: String?
    /// The operation that writes it.
    public var operation: String?
    /// When it is to be told.
    public var dueAt: Timestamp
    /// What must still hold when its time comes; nil for nothing.
    public var condition: OutboxCondition?

    public init(
        payload: Payload, conversation: String, incident: String? = nil, operation: String? = nil, dueAt: Timestamp,
        condition: OutboxCondition? = nil
    ) {
        self.payload = payload
        self.conversation = conversation
        self.incident = incident
        self.operation = operation
        self.dueAt = dueAt
        self.condition = condition
    }
}
