import Basics
import Postgres

/// How a schema's transactions begin. Everything is set for the one transaction: behind a pooler the next one may be on
/// another connection of the server.
struct PostgresBeginning {
    let schema: String
    /// How long a transaction waits for its turn, and for a server that is not there.
    let wait: Duration
    /// After how long the server gives a statement up.
    let statementTimeout: Duration
    /// After how long it undoes the transaction of a client of which it hears nothing: a machine that was cut off must not
    /// hold the others up for good.
    let silence: Duration

    /// A snapshot that sees the last commit and nothing later. Whether all that it shows is on disk is told as `durable`:
    /// whoever writes lets the others see it a moment before.
    var reading: [PostgresStatement] {
        [
            PostgresStatement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
            PostgresStatement(
                """
                SELECT \(settings), CASE WHEN pg_is_in_recovery() THEN true
                    ELSE pg_current_wal_insert_lsn() <= pg_current_wal_flush_lsn() END AS durable
                """, isKept: true),
        ]
    }

    /// The one transaction that writes at a time. It has the lock before it looks at anything, and each statement sees what
    /// was committed before: what SERIALIZABLE would find out at the end, and have done again, cannot come about.
    func writing(lockWithin wait: Duration) -> [PostgresStatement] {
        [
            PostgresStatement("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"),
            PostgresStatement(
                """
                SELECT \(settings), set_config('lock_timeout', $1, true),
                    current_setting('synchronous_commit') AS durability,
                    current_setting('synchronous_standby_names') AS standbys
                """, [.text(String(max(1, wait.inMicroseconds / 1000)))], areTyped: true, isKept: true),
            PostgresStatement("SELECT pg_advisory_xact_lock(\(PostgresDialect.lock(of: schema)))", isKept: true),
        ]
    }

    private var settings: String {
        """
        set_config('search_path', '\(PostgresDialect.identifier(schema)), pg_temp', true),
            set_config('statement_timeout', '\(statementTimeout.inMicroseconds / 1000)', true),
            set_config('idle_in_transaction_session_timeout', '\(silence.inMicroseconds / 1000)', true),
            set_config('tcp_user_timeout', '\(silence.inMicroseconds / 1000)', true),
            set_config('bytea_output', 'hex', true), pg_backend_pid() AS server
        """
    }
}
