#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// One name for a file, whatever path leads to it.
public enum CanonicalPath {
    /// Symbolic links followed; for a file that is not there yet, those of its folder.
    public static func of(_ path: String) -> String {
        if let found = resolved(path) { return found }
        guard let slash = path.lastIndex(of: "/") else { return path }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (resolved(folder) ?? folder) + path[slash...]
    }

    private static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
