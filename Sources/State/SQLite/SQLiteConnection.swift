import Basics
import GRDB

/// Opening a SQLite file, migrated and ready.
enum SQLiteConnection {
    /// The file's connection, for writing where that is possible.
    static func open(
        _ file: SQLiteFile, _ migrator: Migrator, creating: Bool, onlyReading: Bool = false, wait: Duration
    ) throws(StateError) -> DatabaseQueue {
        let exists = file.exists
        if !exists && (!creating || onlyReading) { throw .notFound(place: file.path) }
        if exists && (onlyReading || !file.isWritable) { return try openForReading(file, migrator, wait) }
        try file.prepare()
        // Two processes that switch a new file to WAL at once get SQLITE_BUSY without any wait, so all of it is tried
        // again until the time is up.
        return try patiently(wait) { () throws(StateError) in
            let queue = try connect(file.path, readOnly: false, wait)
            let found = try schema(queue, migrator)
            try configure(queue, file.path)
            if found < migrator.latest {
                try StateError.translating(place: file.path) {
                    try queue.inTransaction(.immediate) { database in
                        try migrator.migrate(SQLiteSession(database, place: file.path, mayWrite: true))
                        return .commit
                    }
                }
            }
            return queue
        }
    }

    /// The file's connection for reading. A folder that may not be written holds no -shm file, without which SQLite
    /// reads a WAL database only when told that nobody changes it (sqlite.org/wal.html#readonly).
    private static func openForReading(
        _ file: SQLiteFile, _ migrator: Migrator, _ wait: Duration
    ) throws(StateError) -> DatabaseQueue {
        let queue: DatabaseQueue
        do {
            queue = try connect(file.path, readOnly: true, wait)
        } catch {
            guard error.isForWantOfSharedMemory, !file.hasLog else { throw error }
            queue = try connect(file.immutableURI, readOnly: true, wait)
        }
        let found = try schema(queue, migrator)
        guard found == migrator.latest else {
            throw .needsMigration(place: file.path, found: found, known: migrator.latest)
        }
        return queue
    }

    private static func connect(_ path: String, readOnly: Bool, _ wait: Duration) throws(StateError) -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(wait / .seconds(1))
        return try StateError.translating(place: path) {
            try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// The schema's number, 0 in an empty file. Throws where the file belongs to another program or to a later
    /// firebreak, before anything is written to it.
    private static func schema(_ queue: DatabaseQueue, _ migrator: Migrator) throws(StateError) -> Int {
        try StateError.translating(place: migrator.place) {
            try queue.read { database in
                let session = SQLiteSession(database, place: migrator.place, mayWrite: false)
                let tables = try session.query("SELECT name FROM sqlite_master WHERE type = 'table'").map {
                    try $0.text("name")
                }
                if tables.isEmpty { return 0 }
                guard tables.contains(Migrator.table) else { throw StateError.foreignDatabase(place: migrator.place) }
                let found = try migrator.version(session)
                try migrator.check(found)
                return found
            }
        }
    }

    private static func configure(_ queue: DatabaseQueue, _ path: String) throws(StateError) {
        let mode = try StateError.translating(place: path) {
            try queue.writeWithoutTransaction { database in
                let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA synchronous = FULL")
                return mode
            }
        }
        guard mode == "wal" else {
            throw .cannotOpen(place: path, reason: "its file system cannot hold a write-ahead log")
        }
    }

    private static func patiently<T>(_ wait: Duration, _ body: () throws(StateError) -> T) throws(StateError) -> T {
        let deadline = ContinuousClock.now + wait
        while true {
            do {
                return try body()
            } catch {
                guard case .busy = error, ContinuousClock.now < deadline else { throw error }
                pause(.milliseconds(20))
            }
        }
    }
}

extension StateError {
    /// SQLite says SQLITE_CANTOPEN or SQLITE_READONLY where a reader cannot make the -shm file, by its release.
    fileprivate var isForWantOfSharedMemory: Bool {
        switch self {
        case .cannotOpen, .readOnly: true
        default: false
        }
    }
}
