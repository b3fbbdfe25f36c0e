public import Basics

/// Why a file, a folder or a lock could not be had. Carries the path and the system's own word for the reason, never
/// the content.
public enum FilesError: Failure, Equatable {
    /// Nothing is at the path.
    case notFound(path: String)
    /// The path names a folder, a device or something else where a regular file is needed.
    case notAFile(path: String)
    /// The path names something else where a folder is needed.
    case notADirectory(path: String)
    /// The system refuses access.
    case permission(path: String, action: FileAction)
    /// The file or its folder is marked read-only; true of root too, who would otherwise write over it.
    case readOnly(path: String)
    /// The file belongs to somebody else, and the replacement could not be given to them.
    case foreignOwner(path: String, user: UInt32, group: UInt32)
    /// More bytes than the reader takes.
    case tooLarge(path: String, limit: Int)
    /// Not valid UTF-8.
    case notText(path: String)
    /// No space, no inodes or no quota left.
    case diskFull(path: String)
    /// Something is already there, and it is not overwritten.
    case alreadyExists(path: String)
    /// Somebody else changed the file between reading and writing it.
    case changedMeanwhile(path: String)
    /// Somebody else holds the lock.
    case locked(path: String)
    /// A folder for private files that others may write to.
    case insecureDirectory(path: String)
    /// Reading failed.
    case cannotRead(path: String, reason: String)
    /// Writing failed.
    case cannotWrite(path: String, reason: String)
    /// Creating failed.
    case cannotCreate(path: String, reason: String)

    public var message: String {
        switch self {
        case .notFound(let path): "\(path.printable) does not exist"
        case .notAFile(let path): "\(path.printable) is not a regular file"
        case .notADirectory(let path): "\(path.printable) is not a folder"
        case .permission(let path, let action): "no permission to \(action.rawValue) \(path.printable)"
        case .readOnly(let path): "\(path.printable) is read-only"
        case .foreignOwner(let path, let user, let group):
            "\(path.printable) belongs to user \(user), group \(group), and its replacement cannot be given to them"
        case .tooLarge(let path, let limit): "\(path.printable) is larger than \(limit) bytes"
        case .notText(let path): "\(path.printable) is not UTF-8 text"
        case .diskFull(let path): "no space left to write \(path.printable)"
        case .alreadyExists(let path): "\(path.printable) already exists"
        case .changedMeanwhile(let path): "\(path.printable) was changed by somebody else while it was being written"
        case .locked(let path): "somebody else holds the lock \(path.printable)"
        case .insecureDirectory(let path): "the folder \(path.printable) can be written to by others"
        case .cannotRead(let path, let reason): "cannot read \(path.printable): \(reason)"
        case .cannotWrite(let path, let reason): "cannot write \(path.printable): \(reason)"
        case .cannotCreate(let path, let reason): "cannot create \(path.printable): \(reason)"
        }
    }

    public var hint: String? {
        switch self {
        case .notFound: "check the path; relative paths in the configuration are relative to its file"
        case .notAFile, .notADirectory, .cannotRead, .cannotCreate, .notText: nil
        case .permission, .foreignOwner: "run firebreak as the file's owner, or as root"
        case .readOnly: "it was left as it was; allow writing with chmod u+w if it may be changed"
        case .tooLarge: "check that it is the file you mean"
        case .diskFull: "nothing was changed; free some space and run the command again"
        case .alreadyExists: "it was left as it was; choose another name, or move it away first"
        case .changedMeanwhile, .locked: "run the command again"
        case .insecureDirectory(let path): "make it yours alone: chmod 700 \(path.printable)"
        case .cannotWrite: "check the disk, then run the command again"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .notFound: .inputNotFound
        case .notAFile, .notADirectory, .tooLarge, .notText: .badInput
        case .permission, .readOnly, .foreignOwner, .insecureDirectory: .refused
        case .diskFull, .cannotRead, .cannotWrite: .inputOutput
        case .alreadyExists, .cannotCreate: .cannotCreate
        case .changedMeanwhile, .locked: .busy
        }
    }
}

/// What was about to be done with a file.
public enum FileAction: String, Sendable {
    /// Reading it.
    case read
    /// Writing to it or replacing it.
    case write
    /// Making it.
    case create
}
