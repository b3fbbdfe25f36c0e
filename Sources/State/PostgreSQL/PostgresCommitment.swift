import Postgres

/// How a transaction is committed so that it is on disk when that is told.
///
/// The disk takes longer to synchronise than all else together, and while a transaction holds the lock nobody else gets on.
/// So it lets go of the lock first (`synchronous_commit = off`) and then has everything synchronised that was written up to
/// there: by a message in the log, committed the usual way, which says nothing. The log is one and is synchronised in its
/// order, so that a later record is never on disk without the earlier ones; and those who wait for that at the same time
/// share it (src/backend/access/transam/xact.c, RecordTransactionCommit; src/backend/replication/logical/message.c).
/// Until then a crash undoes it as if it had never been, which is why readers ask whether all that they see is on disk.
enum PostgresCommitment {
    /// As above.
    case shared
    /// In one step: where replicas have to confirm, nobody may see what they do not have yet.
    case plain

    /// By the server's settings at the transaction's beginning.
    init(_ row: PostgresRow) throws(PostgresError) {
        let (durability, standbys) = (try row.optionalText("durability"), try row.optionalText("standbys"))
        self = durability != "off" && standbys == "" ? .shared : .plain
    }

    /// What commits. Where replicas confirm, that may take long, and giving up to wait for them would pass for success.
    var statements: [PostgresStatement] {
        switch self {
        case .shared:
            [
                PostgresStatement("SET LOCAL synchronous_commit TO off", isKept: true), PostgresStatement("COMMIT", endsGroup: true),
                // Not kept: behind a pooler another server may do it, and what is committed must not seem to have failed.
                PostgresStatement(Self.message),
            ]
        case .plain:
            [
                PostgresStatement(
                    """
                    SELECT set_config('statement_timeout', '0', true), set_config('synchronous_commit',
                        CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                            ELSE current_setting('synchronous_commit') END, true)
                    """),
                PostgresStatement("COMMIT"),
            ]
        }
    }

    /// The place of `COMMIT` among them.
    static let commit = 1

    private static let message = "SELECT pg_logical_emit_message(true, 'firebreak', ''::text)"

    /// Has everything synchronised that anybody has written up to here.
    static func flush(_ pool: PostgresPool) throws(PostgresError) {
        while true {
            let (link, isNew) = try pool.link()
            defer { pool.giveBack(link) }
            do throws(PostgresError) {
                return try flush(on: link)
            } catch {
                guard !isNew, error.mayPass else { throw error }
            }
        }
    }

    /// The same over a connection without a transaction.
    static func flush(on link: PostgresLink) throws(PostgresError) {
        try link.connection.query(message)
    }
}
