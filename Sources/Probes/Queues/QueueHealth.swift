/// How many jobs a queue has in each state, counted at about the same moment.
public struct QueueHealth: Sendable, Equatable, Encodable {
    /// The queue's name.
    public let queue: String
    /// Whose queue it is.
    public let dialect: QueueDialect
    /// What the queue itself says of its version, as `bullmq:5.60.0`; nil where it says nothing. Foreign text.
    public let version: String?
    /// Whether workers take nothing from it.
    public let isPaused: Bool
    /// Jobs that wait for a worker, those among them that wait for the end of a pause.
    public let waiting: Int
    /// Jobs that a worker has.
    public let active: Int
    public let completed: Int
    public let failed: Int
    /// Jobs whose time has not come.
    public let delayed: Int
    /// Jobs with a priority, which wait beside the others; in Bull and BullMQ up to 3 they are among the others.
    public let prioritized: Int
    /// Jobs that wait for others to be done.
    public let waitingChildren: Int

    /// Everything that is still to be done.
    public var backlog: Int { waiting + active + delayed + prioritized + waitingChildren }
}

/// What pausing or resuming has done.
public struct QueueChange: Sendable, Equatable, Encodable {
    /// False where the queue was so already.
    public let changed: Bool
    /// The queue afterwards, read back.
    public let health: QueueHealth
}
