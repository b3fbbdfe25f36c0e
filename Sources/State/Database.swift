/// What may be asked of the database inside a transaction. It is valid only within the closure that received it. After a
/// statement that failed, the transaction does nothing more and is undone, whatever the closure makes of it.
///
/// The SQL is the part that SQLite and PostgreSQL have in common: placeholders `$1`, `$2`, …; upserts by
/// `ON CONFLICT`; times as `BIGINT` microseconds.
public protocol DatabaseSession: AnyObject {
    /// Runs one statement and returns how many rows it inserted, changed or deleted.
    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> Int
    /// Runs one statement of which nobody wants to know what it did. Where it fails, that may be told only by the next
    /// statement, or at the transaction's end.
    func run(_ sql: String, _ parameters: [SQLValue]) throws(StateError)
    /// Runs one query and returns its rows, all of them: page through what may be large.
    func query(_ sql: String, _ parameters: [SQLValue]) throws(StateError) -> [SQLRow]
    /// Runs several queries of which none needs another's answer: over a network all of them take one way there and back.
    func query(all queries: [SQLQuery]) throws(StateError) -> [[SQLRow]]
    /// Inserts many rows, as fast as the database takes them: of every column the values of all rows. What fails may be
    /// told as by `run`.
    func insert(into table: String, _ columns: KeyValuePairs<String, SQLColumn>) throws(StateError)
    /// The time by the database's own clock at this moment, in microseconds since 1970, which is the same for every
    /// machine that asks; nil where it has none of its own: SQLite's is this machine's.
    func ownTime() throws(StateError) -> Int64?
}

/// A query with its parameters.
public struct SQLQuery: Sendable, Hashable {
    /// With `$1` for the first parameter.
    public let sql: String
    /// The values.
    public let parameters: [SQLValue]

    /// A query with its parameters.
    public init(_ sql: String, _ parameters: [SQLValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}

extension DatabaseSession {
    /// Runs one statement that has no parameters.
    @discardableResult
    public func execute(_ sql: String) throws(StateError) -> Int { try execute(sql, []) }
    public func run(_ sql: String, _ parameters: [SQLValue]) throws(StateError) { try execute(sql, parameters) }
    public func query(all queries: [SQLQuery]) throws(StateError) -> [[SQLRow]] {
        try queries.map { query throws(StateError) in try self.query(query.sql, query.parameters) }
    }
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
    ///
    /// What the body asks before it changes anything may be given as `first`: over a network these queries go along with
    /// the transaction's beginning.
    @discardableResult
    func write<T>(asking first: [SQLQuery], _ body: (any DatabaseSession) throws -> T) throws -> T

    /// Where it is, without user and password.
    var place: String { get }
    /// What it is kept in.
    func facts() throws -> StateFacts
    /// Looks for what is wrong with it, or will be; changes nothing. The first is what it is and where.
    func findings() throws -> [StateFinding]
}

extension Database {
    /// As above for a body whose questions are not known beforehand.
    @discardableResult
    public func write<T>(_ body: (any DatabaseSession) throws -> T) throws -> T { try write(asking: [], body) }
}
