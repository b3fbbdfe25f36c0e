import Glibc
import Testing
import TestSupport

@testable import Files

@Suite struct StreamedFileTests {
    @Test("a file appears whole, keeps its permissions, and is as it was where writing was given up")
    func whole() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/out.jsonl"
            try AtomicFile.create(path, Array("before".utf8), mode: 0o640)
            do {
                var given = try StreamedFile(replacing: path)
                try Array("half".utf8).withUnsafeBytes { try given.write($0) }
            }
            let kept = try FileReader.readText(path)
            #expect(kept == "before")
            var file = try StreamedFile(replacing: path)
            for piece in ["a", "b", "c"] { try Array(piece.utf8).withUnsafeBytes { try file.write($0) } }
            try file.finish()
            let text = try FileReader.readText(path)
            #expect(text == "abc")
            guard case .success(let information) = fileInformation(path) else {
                Issue.record("the file is gone")
                return
            }
            #expect(information.st_mode & 0o777 == 0o640)
            guard case .success(let names) = directoryNames(folder) else { return }
            #expect(names == ["out.jsonl"])
        }
    }

    @Test("a scratch file gives back what was written at a place, and has no name")
    func scratch() throws {
        let file = try ScratchFile()
        try Array("0123456789".utf8).withUnsafeBytes { try file.write($0, at: 5) }
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 8) }
        #expect(count == 7)
        #expect(Array(bytes.prefix(7)) == Array("3456789".utf8))
    }
}
