extension Migration {
    /// Notifications on their way.
    static let outbox = Migration(
        number: 10, name: "outbox",
        statements: [
            // A row for each message and channel. `body` is what goes out, byte for byte, but for the channel's secrets,
            // which are in no column. `due_at` is when it is to be told, `next_try_at` when it is tried again; `holder`
            // and `held_until` say who is sending it. `condition` names what must still hold when its time comes.
            """
            CREATE TABLE outbox (
                id BIGINT PRIMARY KEY,
                message TEXT NOT NULL,
                channel TEXT NOT NULL,
                kind TEXT NOT NULL,
                audience TEXT NOT NULL,
                event TEXT NOT NULL,
                conversation TEXT NOT NULL,
                incident TEXT,
                operation TEXT,
                content_type TEXT NOT NULL,
                body BYTES NOT NULL,
                cuts TEXT NOT NULL,
                notes TEXT NOT NULL,
                state TEXT NOT NULL,
                condition TEXT,
                attempts BIGINT NOT NULL,
                uncertain BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                due_at BIGINT NOT NULL,
                next_try_at BIGINT NOT NULL,
                asked_to_wait BIGINT NOT NULL,
                holder TEXT,
                held_until BIGINT,
                ended_at BIGINT,
                answer BIGINT,
                reason TEXT,
                hint TEXT
            )
            """,
            // The database itself sees to it that nothing is queued twice.
            "CREATE UNIQUE INDEX outbox_message ON outbox (message, channel, audience)",
            "CREATE INDEX outbox_waiting ON outbox (channel, id) WHERE state = 'waiting'",
            "CREATE INDEX outbox_conversation ON outbox (channel, conversation, id)",
            // What a service named a conversation: a thread's first message, an incident of its own.
            """
            CREATE TABLE outbox_references (
                channel TEXT NOT NULL,
                conversation TEXT NOT NULL,
                reference TEXT NOT NULL,
                PRIMARY KEY (channel, conversation)
            )
            """,
        ])
}
