internal import Basics
internal import Cryptography
internal import State

/// A message that this process, and no other, may send now.
struct HeldItem {
    let item: OutboxItem
    /// Names this holding: what another one has written since is not overwritten.
    let token: String
    /// What the service named the conversation.
    let reference: String?
}

extension Outbox {
    /// The message of a channel whose turn it is; nil where none is due, or the first of them waits to be tried again.
    ///
    /// - Parameter impatiently: do not wait for the next try, unless the service itself asked to be left alone.
    func next(of channel: String, impatiently: Bool, _ session: any DatabaseSession) throws -> OutboxItem? {
        let now = try now(session)
        guard
            let row = try session.first(
                """
                SELECT \(OutboxItem.columns), asked_to_wait FROM outbox
                WHERE channel = $1 AND state = 'waiting' AND due_at <= $2 ORDER BY id LIMIT 1
                """,
                [.text(channel), .integer(now.microseconds)])
        else { return nil }
        let item = try OutboxItem(row)
        let mustWait = try !impatiently || row.integer("asked_to_wait") == 1
        // What somebody was sending who died may still be on its way.
        guard !item.isHeld(at: now) else { return nil }
        return item.nextTryAt <= now || !mustWait ? item : nil
    }

    /// Takes the message of a channel whose turn it is. To be called by who has the channel's lease, and so nobody else
    /// gets it, nor any later one of the channel, meanwhile; where we die, not before `length` is over.
    func hold(nextOf channel: String, for length: Duration, impatiently: Bool) throws -> HeldItem? {
        try database.write { session in
            guard let item = try next(of: channel, impatiently: impatiently, session) else { return nil }
            let token = Random.identifier()
            // A holding that ran out was never recorded: whether that attempt arrived is not known.
            let isTakenOver = item.holder != nil
            try session.execute(
                """
                UPDATE outbox SET holder = $1, held_until = $2, attempts = attempts + 1, uncertain = uncertain + $3
                WHERE id = $4
                """,
                [
                    .text(token), .integer((try now(session) + length).microseconds),
                    .integer(isTakenOver ? 1 : 0), .integer(item.id),
                ])
            guard let held = try Self.item(item.id, session) else { return nil }
            let reference = try session.first(
                "SELECT reference FROM outbox_references WHERE channel = $1 AND conversation = $2",
                [.text(channel), .text(held.conversation)])
            return HeldItem(item: held, token: token, reference: try reference?.text("reference"))
        }
    }

    /// Records what became of a message; `also` writes what belongs into the same transaction. False where the holding
    /// had run out and another process has it: what that one records counts.
    func record(
        _ delivery: Delivery, of held: HeldItem, as state: OutboxItem.State, nextTryAt: Timestamp,
        also: (any DatabaseSession) throws -> Void
    ) throws -> Bool {
        try database.write { session in
            let now = try now(session)
            let recorded = try session.execute(
                """
                UPDATE outbox SET state = $1, attempts = $2, uncertain = $3, next_try_at = $4, asked_to_wait = $5,
                    holder = NULL, held_until = NULL, ended_at = $6, answer = $7, reason = $8, hint = $9
                WHERE id = $10 AND holder = $11
                """,
                [
                    .text(state.rawValue), .integer(Int64(delivery.attempts)), .integer(Int64(delivery.uncertain)),
                    .integer(nextTryAt.microseconds), .integer(delivery.retryAfter == nil ? 0 : 1),
                    state == .delivered || state == .dropped ? .integer(now.microseconds) : .null,
                    .optional(delivery.answer.map(Int64.init)), .optional(delivery.reason), .optional(delivery.hint),
                    .integer(held.item.id), .text(held.token),
                ])
            guard recorded == 1 else { return false }
            if let reference = delivery.reference {
                try session.execute(
                    """
                    INSERT INTO outbox_references (channel, conversation, reference) VALUES ($1, $2, $3)
                    ON CONFLICT (channel, conversation) DO NOTHING
                    """,
                    [.text(held.item.payload.channel), .text(held.item.conversation), .text(reference)])
            }
            try also(session)
            return true
        }
    }
}
