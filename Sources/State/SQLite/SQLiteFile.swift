import Basics
import Files

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The file of a SQLite database: made with mode 0600 in a folder of 0700, whatever the umask.
///
/// It is never opened here: closing any descriptor of it would drop the locks that SQLite holds on it in this process
/// (sqlite.org/howtocorrupt.html §2.2). The -wal and -shm files take their mode from it.
struct SQLiteFile {
    let path: String

    var exists: Bool { allows(path, F_OK) }

    /// Whether this user may write the file and make the two files beside it.
    var isWritable: Bool { allows(path, W_OK) && allows(directory, W_OK | X_OK) }

    /// Whether another process left, or holds, a write-ahead log.
    var hasLog: Bool { allows(path + "-wal", F_OK) }

    /// The file as one that nobody changes while it is read (sqlite.org/uri.html).
    var immutableURI: String {
        var text = "file:"
        for byte in path.utf8 {
            let isPlain = byte > 0x20 && byte < 0x7F && !"%?#".utf8.contains(byte)
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + Hexadecimal.encode([byte])
        }
        return text + "?immutable=1"
    }

    private var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes the folder and the empty file where they are missing, and takes from others what rights they have.
    func prepare() throws(StateError) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else { throw failure("it is not a regular file") }
            if status.st_mode & 0o077 != 0, status.st_uid == geteuid() { chmod(path, status.st_mode & 0o700) }
            return
        }
        guard errno == ENOENT else { throw failure(String(cString: strerror(errno))) }
        do {
            try PrivateDirectory.ensure(directory)
        } catch {
            throw .cannotOpen(place: path, reason: error.message)
        }
        // The umask can only take rights away, so the file is never wider than 0600.
        if mknod(path, S_IFREG | 0o600, 0) == 0 {
            chmod(path, 0o600)
        } else if errno != EEXIST {
            let code = errno
            if code == ENOSPC || code == EDQUOT { throw .diskFull(place: path) }
            throw failure(String(cString: strerror(code)))
        }
    }

    /// By the effective user, whose rights opening the file will need.
    private func allows(_ path: String, _ rights: Int32) -> Bool { faccessat(AT_FDCWD, path, rights, AT_EACCESS) == 0 }

    private func failure(_ reason: String) -> StateError { .cannotOpen(place: path, reason: reason) }
}
