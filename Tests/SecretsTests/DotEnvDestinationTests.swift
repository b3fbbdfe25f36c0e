import Basics
import Cryptography
import Files
import Foundation
import TestSupport
import Testing

@testable import Secrets

@Suite("The destination dotenv")
struct DotEnvDestinationTests {
    private func destination(
        _ directory: String, keys: [DestinationSlot: String] = [.current: "KEY", .previous: "KEY_PREVIOUS"],
        dialect: DotEnvDocument.Dialect = .node
    ) -> DotEnvDestination {
        DotEnvDestination(
            name: "dotenv:.env#KEY", path: directory + "/.env", keys: keys, dialect: dialect, format: .text,
            lockDirectory: directory + "/locks")
    }

    @Test(
        "keeps to the conformance suite in every dialect, with and without room for other values",
        arguments: DotEnvDocument.Dialect.allCases,
        [[.current: "KEY"], [.current: "KEY", .previous: "OLD"], [.current: "KEY", .previous: "OLD", .next: "NEW"]]
            as [[DestinationSlot: String]])
    func conformance(dialect: DotEnvDocument.Dialect, keys: [DestinationSlot: String]) throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/.env"
            try DestinationConformance(
                destination: destination(directory, keys: keys, dialect: dialect),
                tamper: { text in
                    var document = try DotEnvDocument(parsing: FileReader.read(path), dialect: dialect)
                    try document.set("KEY", to: text)
                    try AtomicFile.replace(path, with: document.bytes)
                },
                lock: { locked in #expect(chmod(path, locked ? 0o400 : 0o600) == 0) },
                neighbours: ["LEFT", "RIGHT"].map { name in
                    self.destination(directory, keys: keys.mapValues { "\(name)_\($0)" }, dialect: dialect)
                }
            ).check()
        }
    }

    @Test("makes a file that is not there, 0600")
    func absent() throws {
        try withTemporaryDirectory { directory in
            let destination = destination(directory)
            var change = DestinationChange()
            change.set(.current, to: DestinationConformance.box("value"))
            try destination.write(change, expecting: destination.read())
            let mode = try FileManager.default.attributesOfItem(atPath: directory + "/.env")[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileReader.readText(directory + "/.env") == "KEY=value\n")
        }
    }

    @Test("leaves everything else as it is")
    func splicing() throws {
        try withTemporaryDirectory { directory in
            let text = "# shop\r\nexport KEY='old' # rotated yearly\r\nOTHER=\"x y\"\r\n\r\nKEY_PREVIOUS=older\r\n"
            try AtomicFile.create(directory + "/.env", Array(text.utf8), mode: 0o640)
            #expect(chmod(directory + "/.env", 0o640) == 0)
            let destination = destination(directory)
            var change = DestinationChange()
            change.set(.current, to: DestinationConformance.box("new"))
            change.set(.previous, to: DestinationConformance.box("old"))
            try destination.write(change, expecting: destination.read())
            #expect(
                try FileReader.readText(directory + "/.env")
                    == "# shop\r\nexport KEY='new' # rotated yearly\r\nOTHER=\"x y\"\r\n\r\nKEY_PREVIOUS=old\r\n")
            let mode = try FileManager.default.attributesOfItem(atPath: directory + "/.env")[.posixPermissions] as? Int
            #expect(mode == 0o640)
        }
    }

    @Test("a key that stands twice is an error that quotes nothing", arguments: ["KEY", "KEY_PREVIOUS"])
    func twice(key: String) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/.env", Array("\(key)=hunter2\n\(key)=hunter3\n".utf8))
            let error = #expect(throws: DotEnvError.self) { try destination(directory).read() }
            #expect(error?.message.contains("hunter") == false)
        }
    }

    @Test("two writers of one file lose nothing")
    func concurrentWriters() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/.env", [])
            DispatchQueue.concurrentPerform(iterations: 4) { writer in
                let own = destination(directory, keys: [.current: "KEY\(writer)"])
                for round in 0..<5 {
                    var change = DestinationChange()
                    change.set(.current, to: DestinationConformance.box("\(round)"))
                    do {
                        try own.write(change, expecting: own.read())
                    } catch {
                        Issue.record(error)
                    }
                }
            }
            let document = try DotEnvDocument(parsing: FileReader.read(directory + "/.env"))
            #expect(document.keys.count == 4)
            for writer in 0..<4 { #expect(try document.value(of: "KEY\(writer)") == "4") }
        }
    }
}
