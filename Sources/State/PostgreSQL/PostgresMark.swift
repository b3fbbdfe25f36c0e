import Postgres

/// The mark that a transaction leaves with its commit, by which it can be told afterwards, over another connection and even
/// on another server, whether it was kept. PostgreSQL's own numbers of transactions do not tell that: after a crash they are
/// given out again.
struct PostgresMark: Hashable {
    /// The table of the marks, one row for each connection that has written.
    static let table = "commit_marks"
    /// So long a connection that is gone may be asked about.
    private static let day = "86400000000"

    /// Names the connection, and no other ever.
    let writer: String
    /// Counts its transactions.
    let number: Int64

    static let creation = """
        CREATE TABLE IF NOT EXISTS \(table) (
            writer TEXT COLLATE "C" PRIMARY KEY, number BIGINT NOT NULL, written_at BIGINT NOT NULL)
        """

    private static let now = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

    /// What leaves it; a connection's first takes those of old connections away.
    var statements: [PostgresStatement] {
        let leaving = PostgresStatement(
            """
            INSERT INTO \(Self.table) (writer, number, written_at) VALUES ($1, $2, \(Self.now))
            ON CONFLICT (writer) DO UPDATE SET number = excluded.number, written_at = excluded.written_at
            """, [.text(writer), .integer(number)], areTyped: true, isKept: true)
        let sweeping = PostgresStatement("DELETE FROM \(Self.table) WHERE written_at < \(Self.now) - \(Self.day)")
        return number == 1 ? [sweeping, leaving] : [leaving]
    }

    /// What finds out whether it was left.
    var question: PostgresStatement {
        PostgresStatement(
            "SELECT count(*) AS count FROM \(Self.table) WHERE writer = $1 AND number = $2", [.text(writer), .integer(number)],
            areTyped: true)
    }
}
