internal import Glibc

/// A folder of one's own (0700) under `$TMPDIR` or `/tmp`, removed with all that is in it at the end of the value's
/// life.
public struct TemporaryDirectory: ~Copyable {
    /// Its absolute path.
    public let path: String

    /// Makes the folder; its name begins with `prefix`.
    public init(prefix: String = "firebreak") throws(FilesError) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
        let template = join(parent.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp", prefix + "-XXXXXX")
        var characters = Array(template.utf8CString)
        guard unsafe mkdtemp(&characters) != nil else { throw FilesError(errno, .create, template) }
        path = String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a folder and all that is in it; links are removed and not followed. What cannot be removed is left.
    public static func remove(_ path: String) {
        if case .success(let found) = fileInformation(path, followingLinks: false), found.isDirectory {
            if case .success(let names) = directoryNames(path) {
                for name in names { remove(join(path, name)) }
            }
            unsafe rmdir(path)
        } else {
            unsafe unlink(path)
        }
    }

    deinit { Self.remove(path) }
}
