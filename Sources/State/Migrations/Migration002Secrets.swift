extension Migration {
    /// The keyring, the secrets' versions and their rotations.
    static let secrets = Migration(
        number: 2, name: "secrets",
        statements: [
            // The wrapped data key, and firebreak's own keys sealed under it.
            """
            CREATE TABLE keyring (
                name TEXT PRIMARY KEY,
                sealed BYTES NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE secrets (
                name TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            // `sealed` becomes null when a retired value is destroyed; the row stays as history.
            """
            CREATE TABLE secret_versions (
                secret TEXT NOT NULL,
                version BIGINT NOT NULL,
                stage TEXT NOT NULL,
                sealed BYTES,
                fingerprint TEXT NOT NULL,
                key_id TEXT,
                created_at BIGINT NOT NULL,
                promoted_at BIGINT,
                expires_at BIGINT,
                retired_at BIGINT,
                PRIMARY KEY (secret, version)
            )
            """,
            // The database itself sees to it that a secret has one current and one pending version at most.
            "CREATE UNIQUE INDEX secret_versions_current ON secret_versions (secret) WHERE stage = 'current'",
            "CREATE UNIQUE INDEX secret_versions_pending ON secret_versions (secret) WHERE stage = 'pending'",
            // `steps` says in JSON what was done at each destination; it names versions, never values.
            """
            CREATE TABLE rotations (
                id TEXT PRIMARY KEY,
                secret TEXT NOT NULL,
                version BIGINT NOT NULL,
                previous_version BIGINT,
                state TEXT NOT NULL,
                compromised BIGINT NOT NULL,
                started_at BIGINT NOT NULL,
                next_step_at BIGINT,
                finished_at BIGINT,
                steps TEXT NOT NULL
            )
            """,
            "CREATE INDEX rotations_secret ON rotations (secret, started_at)",
            // One rotation of a secret at a time.
            "CREATE UNIQUE INDEX rotations_open ON rotations (secret) WHERE finished_at IS NULL",
        ])
}
