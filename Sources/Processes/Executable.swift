internal import Glibc

/// The file that a program's name stands for, as a shell would find it (POSIX, "Command Search and Execution"): a name
/// with a slash is a path, any other is looked for in the folders of `PATH`.
func executablePath(_ program: String, searching path: String?) -> String? {
    if program.contains("/") { return isExecutable(program) ? program : nil }
    let path = path ?? getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in path.split(separator: ":") {
        let candidate = "\(folder)/\(program)"
        if isExecutable(candidate) { return candidate }
    }
    return nil
}

private func isExecutable(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
}

/// Whether a folder can be entered.
func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR && access(path, X_OK) == 0
}
