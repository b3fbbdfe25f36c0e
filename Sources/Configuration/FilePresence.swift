#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Whether a file is there; one that may not be read is there too, so that reading it says so.
enum FilePresence {
    static func exists(_ path: String) -> Bool {
        if access(path, F_OK) == 0 { return true }
        return errno == EACCES
    }
}
