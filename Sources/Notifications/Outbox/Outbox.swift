public import Basics
internal import JSON
public import State

/// The messages on their way, in durable state. What is queued is written in the transaction of what caused it, so that
/// neither is there without the other; what was sent is recorded after it, so that a crash between the two sends it
/// again, and never loses it. What is due is told by the database's own clock where it has one, so that machines whose
/// clocks differ agree on it.
public struct Outbox: Sendable {
    /// The state; within a lease the state as its holder may write it.
    private(set) var database: any Database
    let time: TimeSource
    let leases: Leases

    /// The outbox of a database.
    ///
    /// - Parameter leases: who delivers which channel; nil for those of the database, of the usual length.
    public init(database: any Database, time: TimeSource = .system, leases: Leases? = nil) {
        self.database = database
        self.time = time
        self.leases = leases ?? Leases(database: database, time: time)
    }

    /// The same for who has a lease.
    func on(_ lease: Lease) -> Outbox {
        var own = self
        own.database = lease.database
        return own
    }

    /// What the lease of who delivers a channel is called.
    public static func leaseName(_ channel: String) -> String { "channel \(channel)" }

    /// The present instant, by the clock that all who use this outbox go by.
    public var now: Timestamp { get throws { try database.read { try now($0) } } }

    func now(_ session: any DatabaseSession) throws(StateError) -> Timestamp { try session.now(orElse: time) }

    // MARK: - Queueing

    /// Queues messages as part of the caller's write transaction, in order; gives their numbers. One that is queued
    /// already (the same message for the same channel and audience) is left as it is, and has no number here.
    @discardableResult
    public func queue(_ entries: [OutboxEntry], in session: any DatabaseSession) throws -> [Int64] {
        let (now, ahead) = (try now(session), try session.ownTime(besides: time).map { $0 - time.now })
        var next = (try session.first("SELECT MAX(id) AS last FROM outbox")?.optionalInteger("last") ?? 0) + 1
        var numbers: [Int64] = []
        for entry in entries {
            let payload = entry.payload
            // When it is to be told was found out by this machine's clock.
            let dueAt = entry.dueAt + (ahead ?? .zero)
            let added = try session.execute(
                """
                INSERT INTO outbox
                    (id, message, channel, kind, audience, event, conversation, incident, operation, content_type, body,
                    cuts, notes, state, condition, attempts, uncertain, created_at, due_at, next_try_at, asked_to_wait)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0, $16, $17, $17, 0)
                ON CONFLICT (message, channel, audience) DO NOTHING
                """,
                [
                    .integer(next), .text(payload.id), .text(payload.channel), .text(payload.kind.rawValue),
                    .text(payload.audience.rawValue), .text(payload.event.rawValue), .text(entry.conversation),
                    .optional(entry.incident), .optional(entry.operation), .text(payload.contentType),
                    .blob(payload.body), .text(try JSONValue(encoding: payload.cuts).compact),
                    .text(try JSONValue(encoding: payload.notes).compact),
                    .text(OutboxItem.State.waiting.rawValue),
                    .optional(entry.condition?.rawValue),
                    .integer(time.now.microseconds), .integer(dueAt.microseconds),
                ])
            guard added == 1 else { continue }
            if dueAt <= now { try wake(entry, before: next, session) }
            numbers.append(next)
            next += 1
        }
        return numbers
    }

    /// What quiet hours hold of a conversation goes out when something of it may not wait: nothing overtakes it.
    private func wake(_ entry: OutboxEntry, before id: Int64, _ session: any DatabaseSession) throws {
        let now = SQLValue.integer(try now(session).microseconds)
        try session.execute(
            """
            UPDATE outbox SET due_at = $1, next_try_at = $1
            WHERE channel = $2 AND conversation = $3 AND id < $4 AND state = 'waiting'
                AND COALESCE(condition, '') <> $5 AND due_at > $1
            """,
            [
                now, .text(entry.payload.channel), .text(entry.conversation), .integer(id),
                .text(OutboxCondition.unacknowledged.rawValue),
            ])
    }

    /// Whether a message that begins a conversation went out through a channel, or will.
    public func wasAnnounced(_ conversation: String, channel: String, in session: any DatabaseSession) throws -> Bool {
        try session.first(
            """
            SELECT id FROM outbox
            WHERE channel = $1 AND conversation = $2 AND event IN ($3, $4, $5) AND state IN ('waiting', 'delivered')
            ORDER BY id LIMIT 1
            """,
            [.text(channel), .text(conversation)]
                + [MessageEvent.opened, .rotationOverdue, .rotationParked].map { .text($0.rawValue) }) != nil
    }

    /// Calls the escalations of a conversation off, as part of the caller's write transaction: somebody is at work.
    public func callOffEscalations(
        of conversation: String, because reason: String, in session: any DatabaseSession
    ) throws {
        try session.execute(
            """
            UPDATE outbox SET state = 'dropped', ended_at = $1, reason = $2
            WHERE conversation = $3 AND state = 'waiting' AND condition = $4
                AND (holder IS NULL OR held_until <= $1)
            """,
            [
                .integer(try now(session).microseconds), .text(reason), .text(conversation),
                .text(OutboxCondition.unacknowledged.rawValue),
            ])
    }

    // MARK: - Reading

    /// The messages: those still to be seen to (waiting and parked), or all of them, the oldest first.
    public func items(all: Bool = false, limit: Int = 10_000) throws -> [OutboxItem] {
        let condition = all ? "" : "WHERE state IN ('waiting', 'parked')"
        return try database.read { session in
            try session.query(
                "SELECT \(OutboxItem.columns) FROM outbox \(condition) ORDER BY id LIMIT $1", [.integer(Int64(limit))]
            ).map { try OutboxItem($0) }
        }
    }

    /// What an operation has queued, whatever became of it.
    public func items(of operation: String) throws -> [OutboxItem] {
        try database.read { session in
            try session.query(
                "SELECT \(OutboxItem.columns) FROM outbox WHERE operation = $1 ORDER BY id", [.text(operation)]
            ).map { try OutboxItem($0) }
        }
    }

    /// The message of a number; nil where there is none.
    public func item(_ id: Int64) throws -> OutboxItem? { try database.read { try Self.item(id, $0) } }

    static func item(_ id: Int64, _ session: any DatabaseSession) throws -> OutboxItem? {
        try session.first("SELECT \(OutboxItem.columns) FROM outbox WHERE id = $1", [.integer(id)]).map {
            try OutboxItem($0)
        }
    }

    /// How things stand in a channel.
    public struct ChannelStanding: Sendable {
        public let channel: String
        /// Due and not delivered.
        public let waiting: Int
        /// To be told later.
        public let held: Int
        public let parked: Int
        /// Since when the oldest of those that are due has waited; nil where none does.
        public let oldest: Timestamp?
    }

    /// How things stand in each channel that has something waiting or parked, by name.
    public func standings() throws -> [ChannelStanding] {
        try database.read { session in
            let now = SQLValue.integer(try now(session).microseconds)
            return try session.query(
                """
                SELECT channel,
                    SUM(CASE WHEN state = 'waiting' AND due_at <= $1 THEN 1 ELSE 0 END) AS waiting,
                    SUM(CASE WHEN state = 'waiting' AND due_at > $1 THEN 1 ELSE 0 END) AS held,
                    SUM(CASE WHEN state = 'parked' THEN 1 ELSE 0 END) AS parked,
                    MIN(CASE WHEN state = 'waiting' AND due_at <= $1 THEN due_at ELSE NULL END) AS oldest
                FROM outbox WHERE state IN ('waiting', 'parked') GROUP BY channel ORDER BY channel
                """, [now]
            ).map { row in
                ChannelStanding(
                    channel: try row.text("channel"), waiting: Int(try row.integer("waiting")),
                    held: Int(try row.integer("held")), parked: Int(try row.integer("parked")),
                    oldest: try row.optionalInteger("oldest").map { Timestamp(microseconds: $0) })
            }
        }
    }
}
