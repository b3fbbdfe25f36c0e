internal import Glibc

/// A folder for files that are nobody else's business.
public enum PrivateDirectory {
    /// Makes the folder (0700) and those above it where they are missing. Throws `insecureDirectory` where it exists
    /// and its group or everybody may write to it, `notADirectory` where something else is there.
    public static func ensure(_ path: String) throws(FilesError) {
        let path = withoutTrailingSlashes(path)
        switch fileInformation(path) {
        case .success(let found):
            guard found.isDirectory else { throw .notADirectory(path: path) }
            guard found.st_mode & 0o022 == 0 else { throw .insecureDirectory(path: path) }
        case .failure(let error) where error.code == ENOENT:
            try make(directory(of: path), mode: 0o777)
            try make(path, mode: 0o700)
        case .failure(let error): throw FilesError(error.code, .create, path)
        }
    }

    /// Makes a folder and those above it; one that is already there is left as it is.
    private static func make(_ path: String, mode: mode_t) throws(FilesError) {
        if case .success(let found) = fileInformation(path), found.isDirectory { return }
        if path != "." && path != "/" { try make(directory(of: path), mode: 0o777) }
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else { throw FilesError(errno, .create, path) }
        if let code = synchronizeDirectory(directory(of: path)) { throw FilesError(code, .create, path) }
    }
}
