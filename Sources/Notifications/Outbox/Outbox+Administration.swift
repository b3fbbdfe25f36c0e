public import Basics
internal import State

extension Outbox {
    /// Has a message tried again at once: one that is parked, or one that waits for its next try or its time.
    /// `also` writes what belongs into the same transaction.
    ///
    /// - Throws: `OutboxError` where there is nothing to try, or where a later message of the same conversation has been
    ///   delivered to a service that keeps its state: an alert that was resolved would open again.
    @discardableResult
    public func retry(_ id: Int64, keepsState: Bool) throws -> OutboxItem {
        try database.write { session in
            let item = try existing(id, session)
            guard item.state == .parked || item.state == .waiting else { throw OutboxError.ended(id, item.state) }
            guard try !item.isHeld(at: now(session)) else { throw OutboxError.busy(id) }
            if keepsState,
                let later = try session.first(
                    """
                    SELECT id FROM outbox
                    WHERE channel = $1 AND conversation = $2 AND id > $3 AND state = 'delivered' ORDER BY id LIMIT 1
                    """,
                    [.text(item.payload.channel), .text(item.conversation), .integer(id)])
            {
                throw OutboxError.overtaken(id, by: try later.integer("id"))
            }
            try session.execute(
                """
                UPDATE outbox SET state = 'waiting', due_at = $1, next_try_at = $1, asked_to_wait = 0, holder = NULL,
                    held_until = NULL, ended_at = NULL
                WHERE id = $2
                """, [.integer(try now(session).microseconds), .integer(id)])
            return try existing(id, session)
        }
    }

    /// Has a message not told any more.
    @discardableResult
    public func drop(_ id: Int64, because reason: String) throws -> OutboxItem {
        try database.write { session in
            let item = try existing(id, session)
            guard item.state == .parked || item.state == .waiting else { throw OutboxError.ended(id, item.state) }
            guard try !item.isHeld(at: now(session)) else { throw OutboxError.busy(id) }
            try session.execute(
                "UPDATE outbox SET state = 'dropped', ended_at = $1, reason = $2 WHERE id = $3",
                [.integer(try now(session).microseconds), .text(reason), .integer(id)])
            return try existing(id, session)
        }
    }

    /// The message of a number. Throws `OutboxError.notFound`.
    public func existing(_ id: Int64) throws -> OutboxItem { try database.read { try existing(id, $0) } }

    private func existing(_ id: Int64, _ session: any DatabaseSession) throws -> OutboxItem {
        guard let item = try Self.item(id, session) else { throw OutboxError.notFound(id) }
        return item
    }

    /// Forgets what ended so long ago; gives how many there were. The newest stays, so that no number is given twice.
    @discardableResult
    public func prune(olderThan age: Duration = .seconds(30 * 86_400)) throws -> Int {
        try database.write { session in
            try session.execute(
                """
                DELETE FROM outbox
                WHERE state IN ('delivered', 'dropped') AND ended_at < $1 AND id < (SELECT MAX(id) FROM outbox)
                """, [.integer((try now(session) - age).microseconds)])
        }
    }
}

/// Why a message of the outbox cannot be tried again or dropped.
public enum OutboxError: Failure, Hashable {
    /// There is none of that number.
    case notFound(Int64)
    /// It was delivered or dropped.
    case ended(Int64, OutboxItem.State)
    /// Somebody is sending it now.
    case busy(Int64)
    /// A later one of the same conversation has been delivered.
    case overtaken(Int64, by: Int64)

    public var message: String {
        switch self {
        case .notFound(let id): "there is no message \(id) in the outbox"
        case .ended(let id, let state): "message \(id) is \(state.rawValue)"
        case .busy(let id): "message \(id) is being sent now"
        case .overtaken(let id, let later):
            "message \(id) comes too late: message \(later) of the same conversation was delivered after it"
        }
    }

    public var hint: String? {
        switch self {
        case .notFound: "'firebreak notify outbox --all' shows those that there are"
        case .ended: "'firebreak notify send' sends a new one"
        case .busy: "try again in a minute"
        case .overtaken(let id, _):
            "sent now it would undo what the later one said; 'firebreak notify outbox drop \(id)' takes it off the list"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .notFound: .inputNotFound
        case .ended: .badInput
        case .busy: .busy
        case .overtaken: .refused
        }
    }
}
