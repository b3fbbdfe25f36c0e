import Basics
import Files
import Glibc
import TestSupport
import Testing

@Suite struct FileReaderTests {
    @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000])
    func readsAllOfIt(size: Int) throws {
        try withTemporaryDirectory { folder in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            try AtomicFile.create(folder + "/a", bytes)
            #expect(try FileReader.read(folder + "/a") == bytes)
            #expect(try FileReader.read(folder + "/a", limit: size) == bytes)
            if size > 0 {
                #expect(throws: FilesError.tooLarge(path: folder + "/a", limit: size - 1)) {
                    try FileReader.read(folder + "/a", limit: size - 1)
                }
            }
        }
    }

    @Test func filesWithoutASizeAreReadToTheirEnd() throws {
        #expect(try FileReader.readText("/proc/self/stat").hasPrefix("\(getpid()) "))
    }

    @Test func saysWhatIsWrong() throws {
        try withTemporaryDirectory { folder in
            #expect(throws: FilesError.notFound(path: folder + "/none")) { try FileReader.read(folder + "/none") }
            #expect(throws: FilesError.notAFile(path: folder)) { try FileReader.read(folder) }
            try AtomicFile.create(folder + "/a", [0x66, 0xFF])
            #expect(throws: FilesError.notText(path: folder + "/a")) { try FileReader.readText(folder + "/a") }
        }
    }

    @Test(arguments: [
        (FilesError.notFound(path: "x"), Basics.ExitStatus.inputNotFound), (.readOnly(path: "x"), .refused),
        (.permission(path: "x", action: .read), .refused), (.diskFull(path: "x"), .inputOutput),
        (.locked(path: "x"), .busy), (.alreadyExists(path: "x"), .cannotCreate),
    ])
    func statuses(error: FilesError, status: Basics.ExitStatus) { #expect(error.status == status) }

    @Test func aPathCannotMoveTheCursor() {
        #expect(FilesError.notFound(path: "a\u{1B}[2J\n").message == "a\\u{1b}[2J\\u{a} does not exist")
    }
}
