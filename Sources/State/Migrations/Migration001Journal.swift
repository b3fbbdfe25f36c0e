extension Migration {
    /// The journal, and the incidents that are read from it.
    static let journal = Migration(
        number: 1, name: "journal",
        statements: [
            // The columns after leaf_hash repeat what the leaf says, so that entries can be looked for;
            // `journal verify` compares them with it.
            """
            CREATE TABLE journal_entries (
                position BIGINT PRIMARY KEY,
                leaf BYTES NOT NULL,
                leaf_hash BYTES NOT NULL,
                incident TEXT,
                kind TEXT NOT NULL,
                operation TEXT,
                recorded_at BIGINT NOT NULL,
                occurred_at BIGINT NOT NULL
            )
            """,
            """
            CREATE INDEX journal_entries_incident ON journal_entries (incident, occurred_at, position)
                WHERE incident IS NOT NULL
            """,
            """
            CREATE INDEX journal_entries_operation ON journal_entries (operation, kind, position)
                WHERE operation IS NOT NULL
            """,
            // The hashes of the complete subtrees above the leaves: level 1 covers two leaves, level 2 four.
            """
            CREATE TABLE journal_nodes (
                level BIGINT NOT NULL,
                position BIGINT NOT NULL,
                hash BYTES NOT NULL,
                PRIMARY KEY (level, position)
            )
            """,
            """
            CREATE TABLE journal_checkpoints (
                size BIGINT PRIMARY KEY,
                note TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE incidents (
                id TEXT PRIMARY KEY,
                title TEXT NOT NULL,
                severity TEXT NOT NULL,
                status TEXT NOT NULL,
                opened_at BIGINT NOT NULL,
                closed_at BIGINT
            )
            """,
            "CREATE INDEX incidents_status ON incidents (status)",
        ])
}
