import Postgres

/// A connection of the pool.
final class PostgresLink: @unchecked Sendable {  // safe because the pool lends it to one thread at a time
    var connection: PostgresConnection

    init(_ endpoint: PostgresEndpoint) throws(PostgresError) { connection = try PostgresConnection(endpoint) }

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
