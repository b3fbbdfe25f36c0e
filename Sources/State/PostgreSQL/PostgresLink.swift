import Postgres

/// A connection of the pool.
final class PostgresLink: @unchecked Sendable {  // safe because the pool lends it to one thread at a time
    var connection: PostgresConnection
    private var server: Int64?
    private let name = LeaseToken.make()
    private var marks: Int64 = 0

    init(_ endpoint: PostgresEndpoint) throws(PostgresError) { connection = try PostgresConnection(endpoint) }

    /// The mark of its next transaction that writes.
    func nextMark() -> PostgresMark {
        marks += 1
        return PostgresMark(writer: name, number: marks)
    }

    /// Which of the server's processes does its transactions: behind a pooler another one each time, perhaps.
    func note(server: Int64?) {
        if let known = self.server, known != server { connection.endPreparing() }
        self.server = server
    }

    /// Ends a transaction without keeping what it did; whether the connection may be used again.
    func abandon() -> Bool {
        guard connection.isOpen else { return false }
        guard connection.isInTransaction else { return true }
        do {
            try connection.execute(script: "ROLLBACK")
            return !connection.isInTransaction
        } catch {
            return false
        }
    }
}
