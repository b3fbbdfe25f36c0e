import Basics
public import Postgres

/// State in a schema of a PostgreSQL database, which many machines share.
///
/// One transaction writes at a time, as in SQLite, kept apart by an advisory lock; readers see the last commit and wait for
/// nobody (docs/decisions/008-postgresql.md).
public struct PostgresDatabase: Database {
    /// The schema, where none is named.
    public static let defaultSchema = "firebreak"

    /// Where it is, without user and password.
    public let place: String
    /// The schema that its tables are in.
    public let schema: String
    private let beginning: PostgresBeginning
    private let pool: PostgresPool
    private let owner = TransactionOwner()

    /// Opens the state and brings its schema up to date; makes it where there is none, unless `creating` is false
    /// (`StateError.notFound` then). `wait` is how long a transaction waits for another, and for a server that is being
    /// started again, before it is `StateError.busy`, or says that the server is not there.
    public init(
        _ endpoint: PostgresEndpoint, schema: String? = nil, creating: Bool = true, wait: Duration = .seconds(10)
    ) throws(StateError) {
        try self.init(endpoint, schema: schema, creating: creating, wait: wait, migrations: Migration.all)
    }

    /// As above with other migrations, for tests of migrating.
    package init(
        _ endpoint: PostgresEndpoint, schema: String? = nil, creating: Bool = true, wait: Duration = .seconds(10),
        silence: Duration = .seconds(20), migrations: [Migration]
    ) throws(StateError) {
        var endpoint = endpoint
        endpoint.setsLimitsAtLogin = false
        endpoint.statementTimeout = .seconds(60)
        endpoint.preferWriter()
        let address = PostgresAddress(endpoint, schema: schema)
        self.schema = address.schema
        place = address.place
        beginning = PostgresBeginning(
            schema: address.schema, wait: wait, statementTimeout: endpoint.statementTimeout, silence: silence)
        pool = PostgresPool(endpoint)
        try PostgresOpening(
            database: self,
            migrator: Migrator(migrations: migrations, place: place, dialect: PostgresDialect.schema)
        ).perform(creating: creating)
    }

    /// Runs `body` on a snapshot, which sees the last commit before its first query and nothing later.
    public func read<T>(_ body: (any DatabaseSession) throws -> T) throws -> T {
        try transaction(mayWrite: false, isPatient: true, body)
    }

    /// Runs `body` in the one transaction that may write at a time. Throws `StateError.onlyReads` on a standby.
    @discardableResult
    public func write<T>(asking first: [SQLQuery], _ body: (any DatabaseSession) throws -> T) throws -> T {
        try transaction(mayWrite: true, isPatient: true, asking: first, body)
    }

    /// - Parameter isPatient: whether a server that is not there at all may come; not so at the beginning, where its
    ///   address may be wrong.
    func transaction<T>(
        mayWrite: Bool, isPatient: Bool, asking first: [SQLQuery] = [], _ body: (any DatabaseSession) throws -> T
    ) throws -> T {
        try owner.checkOutside()
        let result = try pool.inTurn(until: .now + beginning.wait) {
            let transaction = PostgresTransaction(pool, beginning, mayWrite: mayWrite, isPatient: isPatient)
            // What was not committed is undone by that.
            defer { transaction.end() }
            let session = PostgresSession(transaction, place: place, mayWrite: mayWrite)
            if mayWrite { try session.begin(asking: first) }
            let result = try owner.inside { try body(session) }
            // It went on as if nothing had failed.
            if let failure = session.failure { throw failure }
            try transaction.commit(outcomeWithin: beginning.wait, place: place)
            return result
        }
        guard let result else { throw StateError.busy(place: place) }
        return result
    }
}
