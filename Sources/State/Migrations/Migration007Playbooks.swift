extension Migration {
    /// Runs of playbooks, how far each of their steps came, and who agreed.
    static let playbooks = Migration(
        number: 7, name: "playbooks",
        statements: [
            // `inputs` holds no secret ones. `source` and `overlays` say where its files are, `digest` what they were.
            """
            CREATE TABLE playbook_runs (
                id TEXT PRIMARY KEY,
                playbook TEXT NOT NULL,
                source TEXT NOT NULL,
                overlays TEXT NOT NULL,
                digest TEXT NOT NULL,
                inputs TEXT NOT NULL,
                incident TEXT,
                state TEXT NOT NULL,
                actor TEXT NOT NULL,
                reason TEXT,
                started_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                finished_at BIGINT
            )
            """,
            "CREATE INDEX playbook_runs_started ON playbook_runs (started_at)",
            // `operation` links a step with its intent and its outcome in the journal; `statement` is what is signed by
            // those who agree to it.
            """
            CREATE TABLE playbook_steps (
                run TEXT NOT NULL,
                step TEXT NOT NULL,
                position BIGINT NOT NULL,
                kind TEXT NOT NULL,
                state TEXT NOT NULL,
                attempts BIGINT NOT NULL,
                operation TEXT,
                outputs TEXT NOT NULL,
                summary TEXT,
                statement TEXT,
                started_at BIGINT NOT NULL,
                finished_at BIGINT,
                PRIMARY KEY (run, step)
            )
            """,
            """
            CREATE TABLE playbook_approvals (
                run TEXT NOT NULL,
                step TEXT NOT NULL,
                responder TEXT NOT NULL,
                statement TEXT NOT NULL,
                signature BYTES NOT NULL,
                approved_at BIGINT NOT NULL,
                PRIMARY KEY (run, step, responder)
            )
            """,
        ])
}
