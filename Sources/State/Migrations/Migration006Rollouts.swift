extension Migration {
    /// Flags that are rolled out step by step.
    static let rollouts = Migration(
        number: 6, name: "rollouts",
        statements: [
            // `steps` and `gates` are JSON arrays; `watches` says in JSON what each gate showed last and since when.
            // `step` counts the steps that hold, or that are being brought about. `revision` counts the changes of a row:
            // whoever read an older one does not write. Lengths of time are microseconds.
            """
            CREATE TABLE rollouts (
                id TEXT PRIMARY KEY,
                source TEXT NOT NULL,
                flag TEXT NOT NULL,
                variant TEXT,
                steps TEXT NOT NULL,
                hold BIGINT NOT NULL,
                bake BIGINT NOT NULL,
                gates TEXT NOT NULL,
                state TEXT NOT NULL,
                step BIGINT NOT NULL,
                gradual BIGINT NOT NULL,
                resumes_to TEXT,
                reason TEXT,
                failure TEXT,
                watched BIGINT NOT NULL,
                watched_at BIGINT,
                watches TEXT NOT NULL,
                actor TEXT NOT NULL,
                why TEXT,
                incident TEXT,
                started_at BIGINT NOT NULL,
                state_since BIGINT NOT NULL,
                finished_at BIGINT,
                revision BIGINT NOT NULL
            )
            """,
            "CREATE INDEX rollouts_flag ON rollouts (flag, started_at)",
            // One rollout of a flag at a time.
            "CREATE UNIQUE INDEX rollouts_open ON rollouts (source, flag) WHERE finished_at IS NULL",
        ])
}
