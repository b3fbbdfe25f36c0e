public import Basics
public import State

// What firebreak tells by itself, and what somebody tells in words of their own: the same event reaches nobody twice.

extension Outbox {
    /// The newest message of an event, queued at an instant or later, that went along a route or will, told by firebreak
    /// itself or in somebody's own words; nil where there is none. Those for whoever is called where nobody acknowledges
    /// do not count.
    public func standing(
        of event: MessageEvent, in conversation: String, since: Timestamp, along route: Route, isAutomatic: Bool,
        _ session: any DatabaseSession
    ) throws -> OutboxItem? {
        try session.first(
            """
            SELECT \(OutboxItem.columns) FROM outbox
            WHERE channel = $1 AND conversation = $2 AND event = $3 AND audience = $4 AND state <> 'dropped'
                AND COALESCE(condition, '') = $5 AND created_at >= $6
            ORDER BY id DESC LIMIT 1
            """,
            [
                .text(route.channel), .text(conversation), .text(event.rawValue), .text(route.audience.rawValue),
                .text(isAutomatic ? OutboxCondition.untold.rawValue : ""), .integer(since.microseconds),
            ]
        ).map { try OutboxItem($0) }
    }

    /// Whether it is settled when a route's channel is called because nobody acknowledges, whatever became of it since.
    public func escalates(
        _ conversation: String, since: Timestamp, along route: Route, _ session: any DatabaseSession
    ) throws -> Bool {
        try session.first(
            """
            SELECT id FROM outbox
            WHERE channel = $1 AND conversation = $2 AND audience = $3 AND condition = $4 AND created_at >= $5
            ORDER BY id LIMIT 1
            """,
            [
                .text(route.channel), .text(conversation), .text(route.audience.rawValue),
                .text(OutboxCondition.unacknowledged.rawValue), .integer(since.microseconds),
            ]) != nil
    }

    /// Takes back what firebreak would tell by itself and nobody has begun to send, because somebody tells of it in
    /// words of their own.
    public func giveWay(
        to words: String, about event: MessageEvent, in conversation: String, along route: Route,
        _ session: any DatabaseSession
    ) throws {
        try session.execute(
            """
            UPDATE outbox SET state = 'dropped', ended_at = $1, reason = $2
            WHERE channel = $3 AND conversation = $4 AND event = $5 AND audience = $6 AND condition = $7
                AND state = 'waiting' AND attempts = 0 AND holder IS NULL
            """,
            [
                .integer(try now(session).microseconds), .text(words), .text(route.channel), .text(conversation),
                .text(event.rawValue), .text(route.audience.rawValue), .text(OutboxCondition.untold.rawValue),
            ])
    }
}
