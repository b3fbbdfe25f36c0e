import Files
import Glibc
import TestSupport
import Testing

@Suite struct FolderAndLockTests {
    @Test func aLockIsHeldByOneAtATime() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/lock"
            do {
                let held = try FileLock(path: path)
                #expect(throws: FilesError.locked(path: path)) { _ = try FileLock(path: path) }
                #expect(throws: FilesError.locked(path: path)) {
                    _ = try FileLock(path: path, wait: .milliseconds(30))
                }
                _ = consume held
            }
            _ = try FileLock(path: path)
            #expect(try Scratch.mode(path) == 0o600)
        }
    }

    @Test func aWaiterGetsTheLockWhenItIsGivenUp() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let path = directory.path + "/lock"
        let held = try FileLock(path: path)
        let waiter = Task.detached { _ = try FileLock(path: path, wait: .seconds(60)) }
        usleep(50_000)
        _ = consume held
        try await waiter.value
    }

    @Test func aLockIsNoLink() throws {
        try withTemporaryDirectory { folder in
            try #require(symlink("elsewhere", folder + "/lock") == 0)
            #expect(throws: FilesError.self) { _ = try FileLock(path: folder + "/lock") }
            #expect(try Scratch.names(in: folder) == ["lock"])
        }
    }

    @Test func aPrivateFolderIsMadeWithThoseAboveIt() throws {
        try withTemporaryDirectory { folder in
            try PrivateDirectory.ensure(folder + "/a/b/c/")
            #expect(try Scratch.mode(folder + "/a/b/c") == 0o700)
            try PrivateDirectory.ensure(folder + "/a/b/c")
            try #require(chmod(folder + "/a/b/c", 0o750) == 0)
            try PrivateDirectory.ensure(folder + "/a/b/c")
        }
    }

    @Test(arguments: [0o770, 0o702] as [FileMode])
    func aFolderThatOthersMayWriteToIsRefused(mode: FileMode) throws {
        try withTemporaryDirectory { folder in
            try #require(mkdir(folder + "/a", 0o700) == 0 && chmod(folder + "/a", mode) == 0)
            #expect(throws: FilesError.insecureDirectory(path: folder + "/a")) {
                try PrivateDirectory.ensure(folder + "/a")
            }
        }
    }

    @Test func aFileInTheFoldersPlaceIsRefused() throws {
        try withTemporaryDirectory { folder in
            try Scratch.write("", to: folder + "/a")
            #expect(throws: FilesError.notADirectory(path: folder + "/a")) {
                try PrivateDirectory.ensure(folder + "/a")
            }
            #expect(throws: FilesError.self) { try PrivateDirectory.ensure(folder + "/a/b") }
        }
    }

    @Test func aTemporaryFolderGoesWithAllThatIsInIt() throws {
        try withTemporaryDirectory { outside in
            try Scratch.write("stays", to: outside + "/a")
            let path: String
            do {
                let folder = try TemporaryDirectory(prefix: "firebreak-test")
                path = folder.path
                #expect(try Scratch.mode(path) == 0o700)
                try #require(mkdir(path + "/deep", 0o755) == 0)
                try Scratch.write("", to: path + "/deep/a")
                try #require(symlink(outside, path + "/link") == 0)
            }
            #expect(!FileReader.exists(path))
            #expect(try Scratch.text(outside + "/a") == "stays")
        }
    }
}
