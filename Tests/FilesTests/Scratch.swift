import Files
import Glibc
import Testing

/// What the tests need to set the stage: modes, owners, mounts, all by the system's own calls.
enum Scratch {
    static func write(_ text: String, to path: String, mode: FileMode = 0o644) throws {
        try AtomicFile.create(path, Array(text.utf8))
        try #require(chmod(path, mode) == 0)
    }

    static func text(_ path: String) throws -> String { try FileReader.readText(path) }

    static func information(_ path: String) throws -> stat {
        var result = stat()
        try #require(lstat(path, &result) == 0)
        return result
    }

    static func mode(_ path: String) throws -> FileMode { try information(path).st_mode & 0o7777 }

    static func names(in directory: String) throws -> [String] {
        let handle = try #require(opendir(directory))
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static var isRoot: Bool { geteuid() == 0 }

    /// Whether this process may mount a file system: root is not enough in every container.
    static let canMount: Bool = {
        guard isRoot, let directory = try? TemporaryDirectory(prefix: "mount") else { return false }
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=64k") == 0 else { return false }
        umount2(directory.path, Int32(MNT_DETACH))
        return true
    }()

    /// Mounts a file system in memory of `size` at `path` while `body` runs.
    static func withMemory(at path: String, size: String, _ body: () throws -> Void) throws {
        try #require(mkdir(path, 0o755) == 0)
        try #require(mount("tmpfs", path, "tmpfs", 0, "size=\(size),mode=0755") == 0)
        defer { umount2(path, Int32(MNT_DETACH)) }
        try body()
    }
}
