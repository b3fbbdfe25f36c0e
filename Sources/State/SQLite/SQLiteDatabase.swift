import GRDB

/// State in one SQLite file, for one machine: any number of threads and processes.
///
/// WAL, so that readers do not wait for the writer; `synchronous=FULL`, so that a commit is on disk before anyone
/// outside may depend on it (sqlite.org/pragma.html#pragma_synchronous).
public struct SQLiteDatabase: Database {
    /// Where the file is.
    public let path: String
    let queue: DatabaseQueue
    private let owner = TransactionOwner()

    /// Opens the state and brings its schema up to date; makes it where there is none, unless `creating` is false
    /// (`StateError.notFound` then). A file that this user may not write is opened for reading only.
    /// `wait` is how long a transaction waits for another process's before it is `StateError.busy`.
    public init(path: String, creating: Bool = true, wait: Duration = .seconds(10)) throws(StateError) {
        try self.init(path: path, creating: creating, wait: wait, migrations: Migration.all)
    }

    /// Opens a state that is there for reading only: not a byte of its file is changed, nor its schema.
    public init(onlyReading path: String) throws(StateError) {
        try self.init(path: path, creating: false, onlyReading: true, wait: .seconds(10), migrations: Migration.all)
    }

    /// As above with other migrations, for tests of migrating.
    package init(
        path: String, creating: Bool = true, onlyReading: Bool = false, wait: Duration, migrations: [Migration]
    ) throws(StateError) {
        // A path must not be taken for a URI, whichever way SQLite was compiled (sqlite.org/uri.html).
        let file = SQLiteFile(path: path.hasPrefix("file:") ? "./" + path : path)
        let migrator = Migrator(migrations: migrations, place: path, dialect: SQLiteDialect.schema)
        let connection = try SQLiteConnection.open(file, migrator, creating: creating, onlyReading: onlyReading, wait: wait)
        self.path = path
        queue = connection
    }

    /// Runs `body` in a deferred transaction, which sees the last commit before its first query and nothing later.
    public func read<T>(_ body: (any DatabaseSession) throws -> T) throws -> T {
        try transaction(.deferred, body)
    }

    /// Runs `body` in an immediate transaction. Throws `StateError.readOnly` where the file may not be written.
    @discardableResult
    public func write<T>(asking first: [SQLQuery], _ body: (any DatabaseSession) throws -> T) throws -> T {
        if queue.configuration.readonly { throw StateError.readOnly(place: path) }
        return try transaction(.immediate, body)
    }

    private func transaction<T>(
        _ kind: GRDB.Database.TransactionKind, _ body: (any DatabaseSession) throws -> T
    ) throws -> T {
        try owner.checkOutside()
        let queue = queue
        // GRDB ends the process where accesses nest; the check above has made an error of that.
        return try queue.unsafeReentrantWrite { database in
            try owner.inside {
                try StateError.translating(place: path) { try database.beginTransaction(kind) }
                let result: T
                do {
                    let session = SQLiteSession(database, place: path, mayWrite: kind == .immediate)
                    result = try body(session)
                    // It went on as if nothing had failed.
                    if let failure = session.failure { throw failure }
                } catch {
                    // The body's error is the one that says what happened.
                    try? database.rollback()
                    throw error
                }
                do {
                    try StateError.translating(place: path) { try database.commit() }
                } catch {
                    try? database.rollback()
                    throw error
                }
                return result
            }
        }
    }
}
