extension Migration {
    /// Who is at work on what.
    static let leases = Migration(
        number: 11, name: "leases",
        statements: [
            // Only what is held stands here, or was held by somebody who died. `holder` names one taking and is never
            // used again; `host`, `process` and `birth` say whose it is; times are by the database's own clock where it
            // has one.
            """
            CREATE TABLE leases (
                name TEXT PRIMARY KEY,
                holder TEXT NOT NULL,
                host TEXT NOT NULL,
                process BIGINT NOT NULL,
                birth TEXT NOT NULL,
                fence BIGINT NOT NULL,
                taken_at BIGINT NOT NULL,
                held_until BIGINT NOT NULL
            )
            """,
            "CREATE INDEX leases_holder ON leases (holder)",
            // The number of the last taking: it only grows.
            "CREATE TABLE lease_fence (id BIGINT PRIMARY KEY, last BIGINT NOT NULL)",
            "INSERT INTO lease_fence (id, last) VALUES (1, 0)",
            // What is noted of destinations, for whoever takes a rotation over: that a change was begun, and the mark (no
            // value) of what was handed over to one that cannot be read.
            "CREATE TABLE destination_notes (name TEXT PRIMARY KEY, note TEXT NOT NULL)",
        ])
}
