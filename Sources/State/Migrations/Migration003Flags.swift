extension Migration {
    /// What was there before each flag was overridden.
    static let flags = Migration(
        number: 3, name: "flags",
        statements: [
            """
            CREATE TABLE flag_overrides (
                id TEXT PRIMARY KEY,
                source TEXT NOT NULL,
                flag TEXT NOT NULL,
                prior TEXT NOT NULL,
                prior_hash TEXT NOT NULL,
                value TEXT NOT NULL,
                value_hash TEXT NOT NULL,
                state TEXT NOT NULL,
                actor TEXT,
                reason TEXT,
                incident TEXT,
                lockdown TEXT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT,
                restored_at BIGINT
            )
            """,
            "CREATE INDEX flag_overrides_flag ON flag_overrides (source, flag, state)",
        ])
}
