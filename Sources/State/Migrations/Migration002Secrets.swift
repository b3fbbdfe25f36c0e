extension Migration {
    /// The keyring, the secrets' versions and their rotations.
    static let secrets = Migration(
        number: 2, name: "secrets",
        statements: [
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
            """
            CREATE TABLE secret_versions (
                secret TEXT NOT NULL,
                version BIGINT NOT NULL,
                stage TEXT NOT NULL,
                sealed BYTES,
                fingerprint TEXT,
                key_id TEXT,
                created_at BIGINT NOT NULL,
                promoted_at BIGINT,
                expires_at BIGINT,
                retired_at BIGINT,
                PRIMARY KEY (secret, version)
            )
            """,
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
        ])
}
