extension Migration {
    /// Steps of rotations that could not be done.
    static let trouble = Migration(
        number: 4, name: "trouble",
        statements: [
            // One row for a secret whose next step failed, gone when it is done. `next_try_at` is null where it is
            // parked: only somebody's doing goes on from there.
            """
            CREATE TABLE rotation_trouble (
                secret TEXT PRIMARY KEY,
                step TEXT NOT NULL,
                attempts BIGINT NOT NULL,
                reason TEXT NOT NULL,
                hint TEXT,
                since BIGINT NOT NULL,
                next_try_at BIGINT,
                parked_at BIGINT
            )
            """
        ])
}
