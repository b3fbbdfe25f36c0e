public import Basics

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
    /// A row breaks a rule of the schema (as a second row of the same key does).
    case constraint(String)
    /// A column has not the type that the reader expects.
    case column(String, expected: String)
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
        case .constraint(let what): "the state refuses the row: \(what)"
        case .column(let name, let expected): "the state's column \(name) does not hold \(expected)"
        case .nested: "a transaction was begun inside another"
        case .statement(let what): "the state does not accept a statement: \(what)"
        }
    }

    public var hint: String? {
        switch self {
        case .busy: "try again; if it stays so, look for a firebreak that hangs (`ps -C firebreak`)"
        case .diskFull: "free some space and run the command again; what was there before is intact"
        case .readOnly: "run it as the user that owns the state, or mend the file's permissions"
        case .corrupt: "restore it from a backup, or keep the file and start with an empty folder"
        case .notADatabase, .foreignDatabase: "let `state:` in the configuration name firebreak's own file"
        case .newerSchema: "use the later firebreak that wrote it"
        case .needsMigration: "run any firebreak command once as the user that owns the state"
        case .notFound: "`firebreak init` makes one; look also at `state:` in the configuration"
        case .cannotOpen: "look at the permissions of the folder and at `state:` in the configuration"
        case .inputOutput: "look at the disk and at the kernel's messages (`dmesg`)"
        case .constraint, .column, .nested, .statement: "this is a defect of firebreak: please report it"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .busy: .busy
        case .diskFull, .corrupt, .inputOutput: .inputOutput
        case .readOnly, .needsMigration: .refused
        case .notADatabase, .foreignDatabase, .newerSchema: .configuration
        case .notFound: .inputNotFound
        case .cannotOpen: .cannotCreate
        case .constraint, .column, .nested, .statement: .internalError
        }
    }
}
