#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Whether standard input is a pipe or a file, so that reading it neither waits for a person nor finds nothing by
/// nature.
func standardInputHasContent() -> Bool {
    var information = stat()
    guard fstat(STDIN_FILENO, &information) == 0 else { return false }
    let kind = information.st_mode & S_IFMT
    return kind == S_IFIFO || kind == S_IFREG || kind == S_IFSOCK
}
