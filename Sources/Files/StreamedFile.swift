internal import Glibc

/// A file of any length that is written piece by piece and appears whole or not at all, as with `AtomicFile`.
public struct StreamedFile: ~Copyable {
    private var temporary: TemporaryFile
    private let path: String
    private let isNew: Bool

    /// Begins a file that will take the place of what is at `path`, or be new there.
    ///
    /// - Parameter newFileMode: the permissions of a file that was not there, less the process's umask.
    public init(replacing path: String, newFileMode: FileMode = 0o600) throws(FilesError) {
        try AtomicFile.check(path)
        let target = try followingLinks(path)
        TemporaryFile.clearStale(of: target)
        var mode = newFileMode
        if case .success(let original) = fileInformation(target) { mode = original.st_mode & 0o7777 }
        temporary = try TemporaryFile(for: target, mode: mode, reportingAs: path)
        self.path = path
        isNew = false
    }

    /// Begins a file that is not there yet; throws `alreadyExists` where anything is at `path`, here or at the end.
    ///
    /// - Parameter mode: its permissions, less the process's umask.
    public init(creating path: String, mode: FileMode = 0o600) throws(FilesError) {
        if case .success = fileInformation(path, followingLinks: false) { throw .alreadyExists(path: path) }
        try AtomicFile.check(path)
        TemporaryFile.clearStale(of: path)
        temporary = try TemporaryFile(for: path, mode: mode, reportingAs: path)
        self.path = path
        isNew = true
    }

    /// Writes the next bytes.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FilesError) {
        unsafe try temporary.append(bytes)
    }

    /// Waits until the disk has all of it and puts it in its place.
    public consuming func finish() throws(FilesError) {
        try temporary.write([])
        if isNew { try temporary.linkIntoPlace() } else { try temporary.moveIntoPlace() }
    }
}
