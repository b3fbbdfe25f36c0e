internal import Glibc

/// Who may do what with a file.
public enum FilePermissions {
    /// The permission bits, as `0o600`, links followed; nil where nothing is there.
    public static func of(_ path: String) throws(FilesError) -> Int? {
        switch fileInformation(path) {
        case .success(let found): return Int(found.st_mode & 0o7777)
        case .failure(let error) where error.code == ENOENT: return nil
        case .failure(let error): throw FilesError(error.code, .read, path)
        }
    }
}
