import Files
import Glibc
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    @Test func aNewFileIsPrivateAndAnOldOneKeepsItsMode() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/a"
            try AtomicFile.replace(path, with: Array("one".utf8))
            #expect(try Scratch.text(path) == "one")
            #expect(try Scratch.mode(path) == 0o600)
            try #require(chmod(path, 0o640) == 0)
            try AtomicFile.replace(path, with: Array("two".utf8))
            #expect(try Scratch.text(path) == "two")
            #expect(try Scratch.mode(path) == 0o640)
            try AtomicFile.replace(path, with: [], mode: 0o600)
            #expect(try Scratch.mode(path) == 0o600)
            #expect(try Scratch.names(in: folder) == ["a"])
        }
    }

    @Test func theModeOfANewFileFollowsTheUmask() throws {
        try withTemporaryDirectory { folder in
            let mask = umask(0o022)
            umask(mask)
            try AtomicFile.replace(folder + "/a", with: [], newFileMode: 0o666)
            #expect(try Scratch.mode(folder + "/a") == 0o666 & ~mask)
        }
    }

    @Test(.enabled(if: Scratch.isRoot, "only root can give a file away"))
    func ownerAndGroupAreKept() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/a"
            try Scratch.write("one", to: path, mode: 0o660)
            try #require(chown(path, 4321, 8765) == 0)
            try AtomicFile.replace(path, with: Array("two".utf8))
            let found = try Scratch.information(path)
            #expect(found.st_uid == 4321 && found.st_gid == 8765 && found.st_mode & 0o7777 == 0o660)

            try AtomicFile.replace(path, with: Array("three".utf8), keepingOwner: false)
            #expect(try Scratch.information(path).st_uid == geteuid())
        }
    }

    @Test func extendedAttributesAreKept() throws {
        typealias Set =
            @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer, Int, Int32) -> Int32
        typealias Get = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int) -> Int
        let set = unsafeBitCast(try #require(dlsym(nil, "setxattr")), to: Set.self)
        let get = unsafeBitCast(try #require(dlsym(nil, "getxattr")), to: Get.self)
        // acl(5): version 2; owner rw, user 4321 r, group r, mask r, others none.
        let access: [UInt8] =
            [2, 0, 0, 0] + [1, 0, 6, 0, 255, 255, 255, 255] + [2, 0, 4, 0, 0xE1, 0x10, 0, 0]
            + [4, 0, 4, 0, 255, 255, 255, 255] + [0x10, 0, 4, 0, 255, 255, 255, 255]
            + [0x20, 0, 0, 0, 255, 255, 255, 255]
        try withTemporaryDirectory { folder in
            let path = folder + "/a"
            try Scratch.write("one", to: path, mode: 0o640)
            guard set(path, "system.posix_acl_access", access, access.count, 0) == 0 else {
                return  // a file system without access lists has none to lose
            }
            try AtomicFile.replace(path, with: Array("two".utf8))
            var kept = [UInt8](repeating: 0, count: 256)
            let count = get(path, "system.posix_acl_access", &kept, kept.count)
            #expect(Array(kept.prefix(max(count, 0))) == access)
        }
    }

    @Test func aLinkIsFollowedAndStays() throws {
        try withTemporaryDirectory { folder in
            try #require(mkdir(folder + "/real", 0o755) == 0)
            try Scratch.write("one", to: folder + "/real/a", mode: 0o644)
            try #require(symlink("real/a", folder + "/first") == 0)
            try #require(symlink(folder + "/first", folder + "/second") == 0)
            try AtomicFile.replace(folder + "/second", with: Array("two".utf8))
            #expect(try Scratch.text(folder + "/real/a") == "two")
            #expect(try Scratch.information(folder + "/first").st_mode & S_IFMT == S_IFLNK)
            #expect(try Scratch.information(folder + "/second").st_mode & S_IFMT == S_IFLNK)

            try #require(symlink("real/b", folder + "/dangling") == 0)
            try AtomicFile.replace(folder + "/dangling", with: Array("new".utf8))
            #expect(try Scratch.text(folder + "/real/b") == "new")

            try #require(symlink("loop", folder + "/loop") == 0)
            #expect(throws: FilesError.self) { try AtomicFile.replace(folder + "/loop", with: []) }
        }
    }

    @Test func aReadOnlyFileIsRefusedEvenToRoot() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/a"
            try Scratch.write("one", to: path, mode: 0o444)
            #expect(throws: FilesError.readOnly(path: path)) { try AtomicFile.replace(path, with: []) }
            #expect(throws: FilesError.readOnly(path: path)) { try AtomicFile.check(path) }
            #expect(throws: FilesError.readOnly(path: path)) { try AtomicFile.remove(path) }
            #expect(try Scratch.text(path) == "one")
            #expect(try Scratch.names(in: folder) == ["a"])
        }
    }

    @Test func aReadOnlyFolderIsRefusedEvenToRoot() throws {
        try withTemporaryDirectory { folder in
            let closed = folder + "/closed"
            try #require(mkdir(closed, 0o755) == 0)
            try Scratch.write("one", to: closed + "/a")
            try #require(chmod(closed, 0o555) == 0)
            defer { chmod(closed, 0o755) }
            #expect(throws: FilesError.readOnly(path: closed)) { try AtomicFile.replace(closed + "/a", with: []) }
            #expect(throws: FilesError.readOnly(path: closed)) { try AtomicFile.create(closed + "/b", []) }
            #expect(try Scratch.names(in: closed) == ["a"])
        }
    }

    @Test func whatIsNoFileIsRefused() throws {
        try withTemporaryDirectory { folder in
            try #require(mkfifo(folder + "/pipe", 0o644) == 0)
            #expect(throws: FilesError.notAFile(path: folder)) { try AtomicFile.replace(folder, with: []) }
            #expect(throws: FilesError.notAFile(path: folder + "/pipe")) {
                try AtomicFile.replace(folder + "/pipe", with: [])
            }
            #expect(throws: FilesError.notFound(path: folder + "/none")) {
                try AtomicFile.replace(folder + "/none/a", with: [])
            }
        }
    }

    @Test(.enabled(if: Scratch.canMount, "mounting a tiny tmpfs needs root's rights"))
    func aFullDiskLeavesTheFileWhole() throws {
        try withTemporaryDirectory { folder in
            let full = folder + "/full"
            try Scratch.withMemory(at: full, size: "64k") {
                try Scratch.write("one", to: full + "/a")
                let tooMuch = [UInt8](repeating: 0x61, count: 1 << 20)
                #expect(throws: FilesError.diskFull(path: full + "/a")) {
                    try AtomicFile.replace(full + "/a", with: tooMuch)
                }
                #expect(throws: FilesError.diskFull(path: full + "/b")) {
                    try AtomicFile.create(full + "/b", tooMuch)
                }
                #expect(try Scratch.text(full + "/a") == "one")
                #expect(try Scratch.names(in: full) == ["a"])
            }
        }
    }

    @Test(.enabled(if: Scratch.canMount, "mounting a tiny tmpfs needs root's rights"))
    func aReadOnlyFileSystemIsRefused() throws {
        try withTemporaryDirectory { folder in
            let fixed = folder + "/fixed"
            try Scratch.withMemory(at: fixed, size: "64k") {
                try Scratch.write("one", to: fixed + "/a")
                let flags = UInt(MS_REMOUNT) | UInt(MS_RDONLY)
                try #require(mount("tmpfs", fixed, "tmpfs", flags, "") == 0)
                #expect(throws: FilesError.readOnly(path: fixed + "/a")) {
                    try AtomicFile.replace(fixed + "/a", with: [])
                }
                #expect(throws: FilesError.readOnly(path: fixed)) { try AtomicFile.create(fixed + "/b", []) }
            }
        }
    }

    @Test func whatDeadRunsLeftIsClearedAwayAndWhatLivesIsNot() throws {
        try withTemporaryDirectory { folder in
            let dead = folder + "/.a.firebreak-0123456789ab"
            let alive = folder + "/.a.firebreak-ba9876543210"
            let others = [".a.firebreak-x", ".b.firebreak-0123456789ab", "a.firebreak-0123456789ab"]
            for path in [dead, alive] + others.map({ folder + "/" + $0 }) { try Scratch.write("half", to: path) }
            let held = open(alive, O_RDWR)
            defer { close(held) }
            try #require(flock(held, LOCK_EX) == 0)
            try AtomicFile.replace(folder + "/a", with: Array("whole".utf8))
            #expect(try Scratch.names(in: folder) == (["a", ".a.firebreak-ba9876543210"] + others).sorted())
        }
    }

    @Test func aChangeSinceTheFileWasReadIsNotOverwritten() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/a"
            let absent = try FileStamp(path)
            try Scratch.write("one", to: path)
            #expect(throws: FilesError.changedMeanwhile(path: path)) {
                try AtomicFile.replace(path, with: [], ifUnchangedSince: absent)
            }
            let stamp = try FileStamp(path)
            try AtomicFile.replace(path, with: Array("two".utf8), ifUnchangedSince: stamp)
            #expect(throws: FilesError.changedMeanwhile(path: path)) {
                try AtomicFile.replace(path, with: [], ifUnchangedSince: stamp)
            }
            #expect(try Scratch.text(path) == "two")
            #expect(try Scratch.names(in: folder) == ["a"])
        }
    }

    @Test func createNeverOverwrites() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/a"
            try AtomicFile.create(path, Array("one".utf8))
            #expect(try Scratch.mode(path) == 0o600)
            #expect(throws: FilesError.alreadyExists(path: path)) { try AtomicFile.create(path, []) }
            try #require(symlink("nowhere", folder + "/link") == 0)
            #expect(throws: FilesError.alreadyExists(path: folder + "/link")) {
                try AtomicFile.create(folder + "/link", [])
            }
            #expect(try Scratch.text(path) == "one")
            #expect(try Scratch.names(in: folder) == ["a", "link"])
        }
    }

    @Test func removingTwiceIsNoError() throws {
        try withTemporaryDirectory { folder in
            try Scratch.write("one", to: folder + "/a")
            try AtomicFile.remove(folder + "/a")
            try AtomicFile.remove(folder + "/a")
            #expect(try Scratch.names(in: folder).isEmpty)
        }
    }

    /// Readers that look all the while see the one content or the other, and never a part.
    @Test func readersNeverSeeHalfAFile() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let path = directory.path + "/a"
        let contents = [[UInt8](repeating: 0x61, count: 10_000), [UInt8](repeating: 0x62, count: 20_000)]
        try AtomicFile.replace(path, with: contents[0])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for round in 1...12 { try AtomicFile.replace(path, with: contents[round % 2]) }
                return true
            }
            group.addTask {
                for _ in 1...100 {
                    let seen = try FileReader.read(path)
                    if !contents.contains(seen) { return false }
                }
                return true
            }
            for try await isWhole in group { #expect(isWhole) }
        }
    }
}
