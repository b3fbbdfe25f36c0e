import Basics
import Files
import Flags
import Glibc
import State
import Synchronization
import TestSupport
import Testing

/// A folder with a `.env` file, a state, and a clock that is set by hand.
struct Workbench {
    let folder: String
    let database: any Database
    let overrides: Overrides
    let clock = HandClock()
    let cause = OverrideCause(actor: "alice", reason: "incident", incident: "INC-20261121-001")

    var path: String { folder + "/.env.override" }
    var app: DotEnvFlagSource { DotEnvFlagSource(name: "app", path: path) }

    init(in folder: String, file: String? = nil) throws {
        self.folder = folder
        database = try TestDatabase.make(in: folder)
        let clock = clock
        overrides = Overrides(
            database, time: TimeSource { clock.now }, lockPath: folder + "/.firebreak/flags.lock", patience: .zero)
        if let file { try AtomicFile.create(folder + "/.env.override", Array(file.utf8)) }
    }

    func text(_ name: String = ".env.override") throws -> String { try FileReader.readText(folder + "/" + name) }

    func write(_ text: String, _ name: String = ".env.override") throws {
        try AtomicFile.replace(folder + "/" + name, with: Array(text.utf8), newFileMode: 0o644)
    }

    func states(_ flag: String) throws -> [FlagOverride.State] { try overrides.history(flag).map(\.state) }

    func cause(_ incident: String? = nil, for lifetime: Duration? = nil) -> OverrideCause {
        OverrideCause(
            actor: "alice", reason: "incident", incident: incident, expiresAt: lifetime.map { clock.now + $0 })
    }

    /// Runs `body` with a fresh one.
    static func with(file: String? = nil, _ body: (Workbench) throws -> Void) throws {
        try withTemporaryDirectory { try body(Workbench(in: $0, file: file)) }
    }
}

/// A clock that moves only when it is told to.
final class HandClock: Sendable {
    private let instant = Mutex(Timestamp(seconds: 1_795_230_000))
    var now: Timestamp { instant.withLock { $0 } }
    func advance(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// A disk without room, where this process may mount one.
enum FullDisk {
    static let canMount: Bool = {
        guard geteuid() == 0, let directory = try? TemporaryDirectory(prefix: "mount") else { return false }
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=64k") == 0 else { return false }
        umount2(directory.path, Int32(MNT_DETACH))
        return true
    }()

    /// Mounts a file system in memory of 16 KiB at `path` while `body` runs.
    static func with(at path: String, _ body: () throws -> Void) throws {
        try #require(mkdir(path, 0o755) == 0)
        try #require(mount("tmpfs", path, "tmpfs", 0, "size=16k,mode=0755") == 0)
        defer { umount2(path, Int32(MNT_DETACH)) }
        try body()
    }

    /// Fills it to the last byte.
    static func fill(_ path: String) throws {
        let file = open(path + "/ballast", O_WRONLY | O_CREAT, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 1024)
        while Glibc.write(file, block, block.count) > 0 {}
    }
}
