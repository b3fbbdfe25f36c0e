internal import Glibc

/// The folder of a path, as `dirname(3)`: `.` where the path names none.
func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    let parent = path[..<slash]
    return parent.isEmpty ? "/" : String(parent)
}

/// The last part of a path.
func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
}

/// `name` inside `directory`.
func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : directory + "/" + name
}

/// The path without the slashes at its end.
func withoutTrailingSlashes(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1 && path.hasSuffix("/") { path.removeLast() }
    return path
}

/// Follows the symbolic links that a path's last part names, one after another, to the file they mean, which need not
/// exist. Links among the folders are left to the system.
func followingLinks(_ path: String) throws(FilesError) -> String {
    var path = path
    // Linux itself stops after 40 (path_resolution(7)).
    for _ in 0..<40 {
        guard case .success(let information) = fileInformation(path, followingLinks: false), information.isLink else {
            return path
        }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &buffer, buffer.count)
        guard count > 0 else { throw FilesError(errno, .read, path) }
        let target = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = target.hasPrefix("/") ? target : join(directory(of: path), target)
    }
    throw FilesError(ELOOP, .read, path)
}
