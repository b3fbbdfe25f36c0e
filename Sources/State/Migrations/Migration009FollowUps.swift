extension Migration {
    /// What is still to be done after incidents, read from the journal.
    static let followUps = Migration(
        number: 9, name: "follow-ups",
        statements: [
            // `position` is the journal entry that wrote it down, and its number for people. `due` is as it was given.
            """
            CREATE TABLE follow_ups (
                position BIGINT PRIMARY KEY,
                incident TEXT NOT NULL,
                text TEXT NOT NULL,
                owner TEXT,
                due TEXT,
                due_at BIGINT,
                added_at BIGINT NOT NULL,
                done_at BIGINT
            )
            """
        ])
}
