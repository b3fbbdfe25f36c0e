/// What may be asked of the database inside a transaction. It is valid only within the closure that received it.
///
/// The SQL is the part that SQLite and PostgreSQL have in common: placeholders `$1`, `$2`, …; upserts by
/// `ON CONFLICT`; times as `BIGINT` microseconds.
public protocol DatabaseSession: AnyObject {
    /// Runs one statement and returns how many rows it inserted, changed or deleted.
    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> Int
    /// Runs one query and returns its rows, all of them: page through what may be large.
    func query(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> [SQLRow]
}

extension DatabaseSession {
    /// Runs one statement that has no parameters.
    @discardableResult
    public func execute(_ sql: String) throws(StateError) -> Int { try execute(sql, []) }
    /// Runs one query that has no parameters.
    public func query(_ sql: String) throws(StateError) -> [SQLRow] { try query(sql, []) }
    /// The first row of a query's answer, or nil where it is empty.
    public func first(_ sql: String, _ parameters: [SQLValue] = []) throws(StateError) -> SQLRow? {
        try query(sql, parameters).first
    }
}

/// Durable state that several threads and several processes use at once.
///
/// Transactions do not nest: a `read` or `write` inside another of the same database throws `StateError.nested`. What
/// shall be part of a caller's transaction takes its session.
public protocol Database: Sendable {
    /// Runs `body` on one consistent snapshot. Its own errors pass through unchanged.
    func read<T>(_ body: (any DatabaseSession) throws -> T) throws -> T
    /// Runs `body` in the one transaction that may write at a time; what it did is on disk when this returns, and
    /// undone where it throws. Its own errors pass through unchanged; `StateError.busy` where others did not finish
    /// in time.
    @discardableResult
    func write<T>(_ body: (any DatabaseSession) throws -> T) throws -> T
}
