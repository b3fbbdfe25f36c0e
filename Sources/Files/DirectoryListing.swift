internal import Glibc

/// What stands in a folder.
public enum DirectoryListing {
    /// The names in a folder, without `.` and `..`, in alphabetical order.
    public static func names(_ path: String) throws(FilesError) -> [String] {
        switch directoryNames(path) {
        case .success(let names): return names.sorted()
        case .failure(let error): throw FilesError(error.code, .read, path)
        }
    }
}

/// The names in a folder, without `.` and `..`, in no order; the error is an `errno`.
func directoryNames(_ path: String) -> Result<[String], SystemError> {
    guard let handle = unsafe opendir(path) else { return .failure(SystemError(code: errno)) }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return .success(names)
}
