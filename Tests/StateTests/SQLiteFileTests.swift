import Basics
import Foundation
import State
import TestSupport
import Testing

@Suite struct SQLiteFileTests {
    @Test(arguments: [mode_t(0), 0o022, 0o777])
    func noUmaskOpensTheFilesToOthersOrClosesThemToUs(_ mask: mode_t) async throws {
        // A process of its own, because the umask belongs to the whole of it.
        await #expect(processExitsWith: .success) { [mask] in
            try withTemporaryDirectory { folder in
                umask(mask)
                let state = try SQLiteDatabase(path: folder + "/new/state.db")
                try state.write { try $0.execute("CREATE TABLE t (v TEXT)") }
                for name in ["/new/state.db", "/new/state.db-wal", "/new/state.db-shm"] {
                    try require(
                        mode(folder + name) == 0o600, "\(name) has mode \(String(mode(folder + name), radix: 8))")
                }
                if mask != 0o777 { try require(mode(folder + "/new") == 0o700, "the folder is open") }
                umask(0o022)
            }
        }
    }

    @Test func aFileThatOthersMayReadIsClosedToThem() throws {
        try withState { state in
            chmod(state.path, 0o644)
            _ = try SQLiteDatabase(path: state.path)
            #expect(mode(state.path) == 0o600)
        }
    }

    @Test func noStateIsMadeWhereNoneIsWanted() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/none/state.db"
            let error = #expect(throws: StateError.self) { try SQLiteDatabase(path: path, creating: false) }
            #expect(error == .notFound(place: path))
            #expect(error?.status == .inputNotFound)
            #expect(access(folder + "/none", F_OK) != 0)
        }
    }

    @Test func aFolderThatOthersMayWriteIsRefused() throws {
        try withTemporaryDirectory { folder in
            mkdir(folder + "/open", 0o700)
            chmod(folder + "/open", 0o777)
            let error = #expect(throws: StateError.self) { try SQLiteDatabase(path: folder + "/open/state.db") }
            #expect(error?.status == .cannotCreate)
        }
    }

    @Test func aPathIsNeverAURI() throws {
        try withTemporaryDirectory { folder in
            let state = try SQLiteDatabase(path: folder + "/a?mode=memory&x=%41 #1.db")
            try state.write { try $0.execute("CREATE TABLE t (v TEXT)") }
            #expect(access(folder + "/a?mode=memory&x=%41 #1.db", F_OK) == 0)
        }
    }

    @Test func somethingElseIsNoDatabase() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/photo.db"
            try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: StateError.self) { try SQLiteDatabase(path: path) }
            #expect(error == .notADatabase(place: path))
            #expect(error?.status == .configuration)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(repeating: 0x41, count: 5000))
            #expect(throws: StateError.self) { try SQLiteDatabase(path: folder) }
        }
    }

    @Test func anotherProgramsDatabaseIsLeftAlone() throws {
        try withState { state in
            try state.write { session in
                try session.execute("ALTER TABLE firebreak_migrations RENAME TO something")
            }
            #expect(throws: StateError.foreignDatabase(place: state.path)) { try SQLiteDatabase(path: state.path) }
        }
    }

    @Test func damageIsFoundAndSaid() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/state.db"
            do {
                let state = try SQLiteDatabase(path: path)
                try state.write { session in
                    try session.execute("CREATE TABLE t (v TEXT)")
                    for number in 0..<200 {
                        try session.execute(
                            "INSERT INTO t (v) VALUES ($1)", [.text("\(number) " + String(repeating: "x", count: 500))])
                    }
                }
            }
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            for index in bytes.count - 40_000..<bytes.count { bytes[index] = 0xFF }
            try bytes.write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: StateError.self) {
                try SQLiteDatabase(path: path).read { try $0.query("SELECT v FROM t") }
            }
            guard case .corrupt = error else { throw TestFailure("another error: \(String(describing: error))") }
            #expect(error?.status == .inputOutput)
        }
    }

    @Test func aFullDiskUndoesTheTransactionAndSaysSo() throws {
        try withCounter { state in
            let error = #expect(throws: StateError.self) {
                try state.write { session in
                    try session.execute("UPDATE counter SET value = 1")
                    // SQLite's own limit gives the same SQLITE_FULL as a disk without space.
                    _ = try session.query("PRAGMA max_page_count = 1")
                    try session.execute("UPDATE counter SET value = 2")
                    for _ in 0..<100 { try session.execute("INSERT INTO counter (value) VALUES (randomblob(4000))") }
                }
            }
            #expect(error == .diskFull(place: state.path))
            #expect(error?.status == .inputOutput)
            let value = try counter(state)
            #expect(value == 0)
        }
    }

    @Test func whoMayOnlyReadCanRead() async throws {
        await #expect(processExitsWith: .success) {
            try withTemporaryDirectory { folder in
                let path = folder + "/kept/state.db"
                try leaveCounter(path)
                chmod(path, 0o444)
                chmod(folder + "/kept", 0o555)
                chmod(folder, 0o755)
                defer { chmod(folder + "/kept", 0o700) }
                try asSomebodyWithoutRights {
                    let state = try SQLiteDatabase(path: path)
                    try require(try counter(state) == 0, "the counter is not read")
                    do {
                        try state.write { _ in }
                        throw TestFailure("a write was let through")
                    } catch let error as StateError {
                        try require(error == .readOnly(place: path) && error.status == .refused, "\(error)")
                    }
                }
            }
        }
    }
}

private func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
}

private func require(_ condition: Bool, _ what: String) throws {
    if !condition { throw TestFailure(what) }
}

private func leaveCounter(_ path: String) throws {
    let state = try SQLiteDatabase(path: path)
    try state.write { session in
        try session.execute("CREATE TABLE counter (value BIGINT NOT NULL)")
        try session.execute("INSERT INTO counter (value) VALUES (0)")
    }
}

/// Root may write everywhere, so the test takes another user's identity for a while.
private func asSomebodyWithoutRights(_ body: () throws -> Void) throws {
    if geteuid() == 0 { seteuid(65534) }
    defer { seteuid(getuid()) }
    try body()
}

/// Gives `body` a fresh state in a file.
@discardableResult
private func withState<T>(_ body: (SQLiteDatabase) throws -> T) throws -> T {
    try withTemporaryDirectory { folder in try body(try SQLiteDatabase(path: folder + "/state.db")) }
}

/// The same with a table `counter`.
private func withCounter<T>(_ body: (SQLiteDatabase) throws -> T) throws -> T {
    try withState { state in
        try makeCounter(state)
        return try body(state)
    }
}
