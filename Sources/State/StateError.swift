public import Basics
import GRDB
import Postgres

/// Why the state could not be opened, read or written.
public enum StateError: Failure, Hashable {
    /// Another process held the write lock for longer than the wait.
    case busy(place: String)
    /// The disk is full.
    case diskFull(place: String)
    /// The file may be read and not written.
    case readOnly(place: String)
    /// The database's own checks found damage.
    case corrupt(place: String, detail: String)
    /// The file is no SQLite database.
    case notADatabase(place: String)
    /// A SQLite database, but of another program.
    case foreignDatabase(place: String)
    /// The state was written by a later firebreak.
    case newerSchema(place: String, found: Int, known: Int)
    /// The state has to be migrated first, and may not be written here.
    case needsMigration(place: String, found: Int, known: Int)
    /// There is no state, and none was to be made.
    case notFound(place: String)
    /// The file, or its folder, cannot be opened or created.
    case cannotOpen(place: String, reason: String)
    /// Reading or writing failed in the operating system.
    case inputOutput(place: String, detail: String)
    /// The server cannot be reached.
    case unreachable(place: String, reason: String)
    /// The server's certificate is not trusted, or it speaks no TLS.
    case untrusted(place: String, reason: String)
    /// The server refuses the login.
    case loginRefused(place: String, reason: String, remedy: String)
    /// The role may not do what is needed in the database.
    case notAllowed(place: String, detail: String)
    /// The server takes no writes, as a standby does.
    case onlyReads(place: String)
    /// The server lets nobody in now, or has not what the work takes.
    case unavailable(place: String, reason: String)
    /// A statement took longer than it may.
    case tooSlow(place: String)
    /// The connection was lost before the transaction was committed.
    case lost(place: String)
    /// The connection was lost while it was committed, and nobody can tell whether it was.
    case outcomeUnknown(place: String)
    /// The server is none that can hold the state.
    case unfit(place: String, reason: String, remedy: String)
    /// A row breaks a rule of the schema (as a second row of the same key does).
    case constraint(String)
    /// A column has not the type that the reader expects.
    case column(String, expected: String)
    /// A statement in a transaction in which one has failed before, which says what that one said.
    case undone(String)
    /// A transaction was begun inside another.
    case nested
    /// A statement that the database does not accept.
    case statement(String)

    public var message: String {
        switch self {
        case .busy(let place): "the state at \(place) is in use by another firebreak"
        case .diskFull(let place): "the disk is full: nothing was written to the state at \(place)"
        case .readOnly(let place): "the state at \(place) may not be written"
        case .corrupt(let place, let detail): "the state at \(place) is damaged (\(detail))"
        case .notADatabase(let place): "\(place) is not a SQLite database"
        case .foreignDatabase(let place): "\(place) is a database of another program"
        case .newerSchema(let place, let found, let known):
            "the state at \(place) has schema \(found), and this firebreak knows schemas up to \(known)"
        case .needsMigration(let place, let found, let known):
            "the state at \(place) has schema \(found), needs \(known), and may not be written"
        case .notFound(let place): "there is no state at \(place)"
        case .cannotOpen(let place, let reason): "the state at \(place) cannot be opened: \(reason)"
        case .inputOutput(let place, let detail): "reading or writing the state at \(place) failed (\(detail))"
        case .unreachable(let place, let reason), .untrusted(let place, let reason):
            "the state at \(place) cannot be reached: \(reason)"
        case .loginRefused(let place, let reason, _): "the state at \(place) refuses the login: \(reason)"
        case .notAllowed(let place, let detail): "the state at \(place) does not allow it: \(detail)"
        case .onlyReads(let place): "the state at \(place) is on a server that takes no writes"
        case .unavailable(let place, let reason): "the state at \(place) is not available: \(reason)"
        case .tooSlow(let place): "the state at \(place) did not finish a statement in time; nothing was changed"
        case .lost(let place): "the connection to the state at \(place) was lost; what was not finished is undone"
        case .outcomeUnknown(let place):
            "the connection to the state at \(place) was lost, and whether the last change was kept cannot be told"
        case .unfit(let place, let reason, _): "\(place) cannot hold the state: \(reason)"
        case .undone(let what): "the transaction is undone, since a statement before failed: \(what)"
        case .constraint(let what): "the state refuses the row: \(what)"
        case .column(let name, let expected): "the state's column \(name) does not hold \(expected)"
        case .nested: "a transaction was begun inside another"
        case .statement(let what): "the state does not accept a statement: \(what)"
        }
    }

    public var hint: String? {
        switch self {
        case .busy: "try again; if it stays so, look for a firebreak that hangs (`ps -C firebreak`, on every machine that shares the state)"
        case .diskFull: "free some space where the database is and run the command again; what was there before is intact"
        case .unreachable: "is the server running, and are host and port right in `state:`?"
        case .untrusted:
            """
            TLS must be on at the server, and its certificate name the host and be trusted: name the authority that signed it in \
            `state:` (?sslrootcert=/path/ca.pem)
            """
        case .loginRefused(_, _, let remedy): remedy
        case .notAllowed: "the role needs the rights that docs/state.md lists (CREATE on the database, or a schema of its own)"
        case .onlyReads: "let `state:` name the primary, or all servers: postgres://user@host1,host2/database"
        case .unavailable: "try again in a moment; look at the server's log"
        case .tooSlow: "try again; if it stays so, look at the server's load and at what it waits for (pg_stat_activity)"
        case .lost: "run the command again"
        case .outcomeUnknown: "look whether it is there (`firebreak journal verify`, the listing) before you do it again"
        case .unfit(_, _, let remedy): remedy
        case .readOnly: "run it as the user that owns the state, or mend the file's permissions"
        case .corrupt: "restore it from a backup, or keep it as it is and start with an empty one"
        case .notADatabase, .foreignDatabase: "let `state:` in the configuration name a file, or a schema, of firebreak's own"
        case .newerSchema: "use the later firebreak that wrote it"
        case .needsMigration: "run any firebreak command once as the user that owns the state"
        case .notFound: "`firebreak init` makes one; look also at `state:` in the configuration"
        case .cannotOpen: "look at the permissions of the folder and at `state:` in the configuration"
        case .inputOutput: "look at the disk and at the kernel's messages (`dmesg`)"
        case .constraint, .column, .undone, .nested, .statement: "this is a defect of firebreak: please report it"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .busy, .tooSlow: .busy
        case .unreachable, .untrusted, .unavailable, .lost, .outcomeUnknown: .unavailable
        case .diskFull, .corrupt, .inputOutput: .inputOutput
        case .readOnly, .needsMigration, .loginRefused, .notAllowed, .onlyReads: .refused
        case .notADatabase, .foreignDatabase, .newerSchema, .unfit: .configuration
        case .notFound: .inputNotFound
        case .cannotOpen: .cannotCreate
        case .constraint, .column, .undone, .nested, .statement: .internalError
        }
    }
}

extension StateError {
    /// Runs `body`, whose errors are those of a database's own interface.
    static func translating<T>(place: String, _ body: () throws -> T) throws(StateError) -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StateError(error, place: place)
        } catch let error as PostgresError {
            throw StateError(error, place: place)
        } catch let error as StateError {
            throw error
        } catch {
            throw .statement("\(type(of: error))")
        }
    }
}
