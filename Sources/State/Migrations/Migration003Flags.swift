extension Migration {
    /// What was there before each flag was overridden.
    static let flags = Migration(
        number: 3, name: "flags",
        statements: [
            // `prior` and `value` are complete states in JSON, `prior_hash` and `value_hash` their SHA-256. `unit` is
            // shared by what was changed as one; `chain` is the first of the overrides that lie on one another on a
            // flag: its `prior` is what was there before all of them.
            """
            CREATE TABLE flag_overrides (
                id TEXT PRIMARY KEY,
                sequence BIGINT NOT NULL,
                unit TEXT NOT NULL,
                chain TEXT NOT NULL,
                source TEXT NOT NULL,
                flag TEXT NOT NULL,
                prior TEXT NOT NULL,
                prior_hash TEXT NOT NULL,
                value TEXT NOT NULL,
                value_hash TEXT NOT NULL,
                state TEXT NOT NULL,
                actor TEXT NOT NULL,
                reason TEXT,
                incident TEXT,
                lockdown TEXT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT,
                ended_at BIGINT
            )
            """,
            "CREATE INDEX flag_overrides_flag ON flag_overrides (source, flag, sequence)",
            """
            CREATE INDEX flag_overrides_live ON flag_overrides (state)
                WHERE state IN ('pending', 'active', 'superseded')
            """,
            // The database itself sees to it that one override of a flag holds at most.
            "CREATE UNIQUE INDEX flag_overrides_active ON flag_overrides (source, flag) WHERE state = 'active'",
        ])
}
