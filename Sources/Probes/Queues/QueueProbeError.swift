public import Basics
public import Redis

/// What went wrong with a queue.
public enum QueueProbeError: Failure {
    /// The server could not be reached, or refused.
    case redis(queue: String, RedisError)
    /// There is nothing of such a queue; the queues that there are, some of them.
    case notFound(queue: String, prefix: String, others: [String])
    /// A key of the queue is of another type than a queue's.
    case otherType(queue: String)
    /// The queue was not as it should be when it was read back.
    case notVerified(queue: String, wanted: String)

    public var message: String {
        switch self {
        case .redis(let queue, let error): "queue '\(queue.printable)': \(error.message)"
        case .notFound(let queue, let prefix, _): "there is no key '\(prefix.printable):\(queue.printable):…'"
        case .otherType(let queue): "queue '\(queue.printable)': its keys are not those of a Bull or BullMQ queue"
        case .notVerified(let queue, let wanted): "queue '\(queue.printable)' is not \(wanted) after all"
        }
    }

    public var hint: String? {
        switch self {
        case .redis(_, let error): error.hint
        case .notFound(_, _, let others):
            others.isEmpty
                ? "check the prefix and the number of the database; a queue without any job has no keys"
                : "there are: \(others.map(\.printable).joined(separator: ", "))"
        case .otherType: "check the name and the prefix"
        case .notVerified: "somebody may have changed it at the same time: look again"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .redis(_, let error): error.status
        case .notFound: .inputNotFound
        case .otherType: .badInput
        case .notVerified: .partial
        }
    }
}
