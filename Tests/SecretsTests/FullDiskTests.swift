import Basics
import Cryptography
import Files
import Foundation
import Processes
import TestSupport
import Testing

@testable import Secrets

/// A disk that fills up in the midst of a rotation, by the whole of the real program.
@Suite("A rotation on a disk that is full", .serialized)
struct FullDiskTests {
    private static let configuration = """
        secrets:
          KEY:
            kind: jwt-hs256
            overlap: 24h
            destinations:
              - dotenv: {path: places/.env, key: KEY, previousKey: OLD}
              - file: {path: places/value, previousPath: places/old}
              - jwks: {path: places/jwks.json}

        """.replacing("jwt-hs256", with: "jwt-es256")

    private struct Place {
        let directory: String
        let program: FirebreakProgram
        let definition: SecretDefinition

        init(_ directory: String) throws {
            self.directory = directory
            try FileManager.default.createDirectory(atPath: directory + "/places", withIntermediateDirectories: false)
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            program = try FirebreakProgram(in: directory)
            definition = try Scene(directory).definition(
                """
                kind: jwt-es256
                overlap: 24h
                destinations:
                  - dotenv: {path: places/.env, key: KEY, previousKey: OLD}
                  - file: {path: places/value, previousPath: places/old}
                  - jwks: {path: places/jwks.json}
                """, name: "KEY")
        }

        /// The state as another process would open it: nothing at a destination is unknown to the keyring, and what
        /// consumers use is accepted.
        func nothingIsLost(_ when: String) throws {
            let scene = try Scene(directory)
            let versions = try scene.keyring.versions(of: "KEY")
            let run = try RotationRun(scene.engine, definition)
            for destination in run.destinations {
                let holdings = try run.inspect(destination)
                #expect(holdings.strangers.isEmpty, "\(when): \(destination.name)")
                let stage = versions.first { $0.version == holdings.versions[.current] }?.stage
                #expect(stage?.isLive == true, "\(when): \(destination.name)")
            }
        }
    }

    /// Fills the disk of a folder from each of some writes on, and empties it again.
    private func fill(_ folder: String, _ place: Place, _ numbers: [Int]) throws -> Int {
        let trap = try SystemTrap()
        var failed = 0
        for number in numbers {
            let when = "\(folder) full from write \(number) on"
            let result = try place.program.run(
                ["secrets", "rotate", "KEY", "--yes"],
                environment: trap.filling(place.directory + "/" + folder, at: number))
            if result.exitCode != 0 {
                failed += 1
                let said = result.errorText + result.outputText
                #expect(
                    said.contains("no space left") || said.contains("full") || said.contains("disk"), "\(when): \(said)")
                #expect(result.exitCode == 74 || result.exitCode == 73 || result.exitCode == 2, "\(when): \(result.exitCode): \(said)")
            }
            try place.nothingIsLost(when)
            let again = try place.program.run("secrets", "rotate", "KEY", "--yes")
            #expect(again.exitCode == 0, "\(when): \(again.errorText)")
            try place.nothingIsLost(when + ", and emptied")
        }
        return failed
    }

    /// The disk of a state on PostgreSQL is its server's.
    static let folders = TestDatabase.isPostgres ? ["places"] : [".firebreak", "places"]

    @Test("of the state or of the destinations, at any write: it is said, nothing is lost, and the next run goes on", arguments: Self.folders)
    func anyWrite(folder: String) throws {
        try withTemporaryDirectory { directory in
            let place = try Place(directory)
            #expect(try place.program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            let numbers = FirebreakProgram.isSoaking ? Array(1...120) : [1, 4, 9, 20]
            #expect(try fill(folder, place, numbers) > 1)
            #expect(try place.program.run("journal", "verify").exitCode == 0)
        }
    }

    @Test(
        "and on a real one: a tmpfs that is filled to its last page",
        .enabled(if: geteuid() == 0, "mounting a tiny tmpfs needs root"), arguments: Self.folders)
    func realDisk(folder: String) throws {
        try withTemporaryDirectory { directory in
            let place = try Place(directory)
            let small = directory + "/" + folder
            try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: true)
            guard mount("tmpfs", small, "tmpfs", 0, "size=4m,mode=0700") == 0 else { return }
            defer { umount2(small, Int32(MNT_DETACH)) }
            #expect(try place.program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            let before = try FileReader.read(directory + "/places/.env")
            let filler = open(small + "/filler", O_CREAT | O_WRONLY, 0o600)
            for size in [65536, 4096, 512] {
                let block = [UInt8](repeating: 0x61, count: size)
                while write(filler, block, block.count) > 0 {}
            }
            close(filler)
            for command in [["secrets", "rotate", "KEY", "--yes"], ["secrets", "rotate", "KEY", "--compromised", "--yes"]] {
                let result = try place.program.run(command)
                #expect(result.exitCode != 0)
                #expect(result.errorText.contains("error: ") || result.exitCode == 2, "\(result.errorText)")
            }
            if folder == "places" { #expect(try FileReader.read(directory + "/places/.env") == before) }
            unlink(small + "/filler")
            #expect(try place.program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            try place.nothingIsLost("emptied")
        }
    }
}
