internal import Glibc

/// Permission bits as in chmod(2), `0o600`; the C library's `mode_t`.
public typealias FileMode = UInt32

/// Files that are written whole or not at all.
public enum AtomicFile {
    /// Puts `bytes` in the place of the file at `path`, or makes it: written to a temporary file in the same folder
    /// (`.NAME.firebreak-…`), fsynced, renamed over it, and the folder fsynced. When it returns, the disk has it; when
    /// it throws or the process dies, the file is as it was. Temporary files of runs that died are cleared away.
    ///
    /// A symbolic link is followed, and the file that it means replaced. A file or a folder without the owner's write
    /// permission, or that the system would not let us write, is refused before anything is touched, also for root.
    /// Hard links come apart: another name of the file keeps the old content.
    ///
    /// - Parameters:
    ///   - mode: the permissions to give it, exactly; nil keeps those of the file that is there.
    ///   - newFileMode: the permissions of a file that was not there, less the process's umask, where `mode` is nil.
    ///   - keepingOwner: whether the owner, the group and the extended attributes (access lists) of the file that is
    ///     there are kept. Where they cannot be, nothing is done.
    ///   - stamp: what the file was when it was read; where it is not that any longer, nothing is done and
    ///     `changedMeanwhile` thrown.
    public static func replace(
        _ path: String, with bytes: some Collection<UInt8>, mode: FileMode? = nil, newFileMode: FileMode = 0o600,
        keepingOwner: Bool = true, ifUnchangedSince stamp: FileStamp? = nil
    ) throws(FilesError) {
        let target = try followingLinks(path)
        let original = try writableFile(target, as: path)
        try checkFolder(of: target, as: path)
        TemporaryFile.clearStale(of: target)

        var temporary = try TemporaryFile(
            for: target, mode: original == nil ? mode ?? newFileMode : 0o600, reportingAs: path)
        if let original {
            if keepingOwner { try temporary.takeOwner(of: original, at: target) }
            try temporary.setMode(mode ?? original.st_mode & 0o7777)
        } else if let mode {
            try temporary.setMode(mode)
        }
        try temporary.write(Array(bytes))
        if let stamp, try FileStamp(target) != stamp { throw .changedMeanwhile(path: path) }
        try temporary.moveIntoPlace()
    }

    /// Makes a file that was not there, whole; throws `alreadyExists` where anything, even a dangling link, is at
    /// the path.
    ///
    /// - Parameter mode: its permissions, less the process's umask.
    public static func create(
        _ path: String, _ bytes: some Collection<UInt8>, mode: FileMode = 0o600
    ) throws(FilesError) {
        if case .success = fileInformation(path, followingLinks: false) { throw .alreadyExists(path: path) }
        try checkFolder(of: path, as: path)
        TemporaryFile.clearStale(of: path)
        var temporary = try TemporaryFile(for: path, mode: mode, reportingAs: path)
        try temporary.write(Array(bytes))
        try temporary.linkIntoPlace()
    }

    /// Whether `replace` would be refused, found out without touching anything: throws what it would throw for a
    /// read-only file or folder, a missing folder, or something that is no file.
    public static func check(_ path: String) throws(FilesError) {
        let target = try followingLinks(path)
        _ = try writableFile(target, as: path)
        try checkFolder(of: target, as: path)
    }

    /// Removes a file, and waits until the disk has forgotten it. One that is not there is no error; one that is
    /// read-only is refused.
    public static func remove(_ path: String) throws(FilesError) {
        let target = try followingLinks(path)
        guard try writableFile(target, as: path) != nil else { return }
        try checkFolder(of: target, as: path)
        guard unsafe unlink(target) == 0 || errno == ENOENT else { throw FilesError(errno, .write, path) }
        if let code = synchronizeDirectory(directory(of: target)) { throw FilesError(code, .write, path) }
    }

    /// What is at the path if it is a regular file that may be written, nil where nothing is.
    private static func writableFile(_ target: String, as path: String) throws(FilesError) -> stat? {
        switch fileInformation(target) {
        case .success(let found):
            guard found.isRegularFile else { throw .notAFile(path: path) }
            guard found.st_mode & S_IWUSR != 0 else { throw .readOnly(path: path) }
            try checkAccess(target, W_OK, as: path)
            return found
        case .failure(let error) where error.code == ENOENT: return nil
        case .failure(let error): throw FilesError(error.code, .write, path)
        }
    }

    private static func checkFolder(of target: String, as path: String) throws(FilesError) {
        let folder = directory(of: target)
        switch fileInformation(folder) {
        case .success(let found):
            guard found.isDirectory else { throw .notADirectory(path: folder) }
            guard found.st_mode & S_IWUSR != 0 else { throw .readOnly(path: folder) }
            try checkAccess(folder, W_OK | X_OK, as: folder)
        case .failure(let error): throw FilesError(error.code, .write, folder)
        }
    }

    /// Asks the system with the effective user's rights: read-only file systems, immutable files and access lists
    /// are found out here.
    private static func checkAccess(_ path: String, _ wanted: Int32, as name: String) throws(FilesError) {
        guard unsafe faccessat(AT_FDCWD, path, wanted, AT_EACCESS) == 0 else { throw FilesError(errno, .write, name) }
    }
}
