import Basics
import Postgres

/// What became of a transaction whose connection was lost while it was committed.
struct PostgresOutcome {
    enum Found { case committed, undone, unknown }

    let pool: PostgresPool
    let identity: PostgresTransaction.Identity

    /// Asks the server, over a new connection, until it knows or the time is up.
    func find(until deadline: ContinuousClock.Instant) -> Found {
        var rest = Duration.milliseconds(10)
        while true {
            if let found = try? ask() { return found }
            guard ContinuousClock.now + rest < deadline else { return .unknown }
            pause(rest)
            rest = min(rest * 2, .milliseconds(500))
        }
    }

    /// Nil where it is not decided yet: the server may not have noticed that its client has gone.
    private func ask() throws -> Found? {
        let link = try PostgresLink(pool.endpoint)
        let row: PostgresRow?
        do throws(PostgresError) {
            row = try link.connection.query(
                """
                SELECT pg_xact_status($1::text::xid8) AS status,
                    substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) AS timeline
                """, [.text(identity.number)]
            ).rows.first
        } catch .server(code: "22023", _) {
            // A transaction of the future: this server has never heard of it.
            return .undone
        }
        // After a failover the number may be another transaction's.
        guard let row, try row.optionalText("timeline") == identity.timeline else { return .unknown }
        switch try row.optionalText("status") {
        case "committed":
            // Others see it; now it shall be on disk.
            try PostgresCommitment.flush(on: link)
            return .committed
        case "aborted": return .undone
        case "in progress": return nil
        default: return .unknown  // too long ago
        }
    }
}
