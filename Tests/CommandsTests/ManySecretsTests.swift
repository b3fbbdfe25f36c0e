import Basics
import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// Several secrets at once by the real program.
@Suite("Rotating several secrets")
struct ManySecretsTests {
    private func program(_ directory: String, count: Int, _ more: String = "") throws -> FirebreakProgram {
        var configuration = "secrets:\n"
        for index in 0..<count {
            configuration +=
                "  S\(index): {kind: webhook-standard, destinations: [{dotenv: {path: .env, key: S\(index), previousKey: S\(index)_OLD}}]}\n"
        }
        try AtomicFile.create(directory + "/firebreak.yaml", Array((configuration + more).utf8))
        return try FirebreakProgram(in: directory)
    }

    @Test("--json: the object of one, the array of several, with what failed in it; exit status 0 and 2")
    func documents() throws {
        try withTemporaryDirectory { directory in
            let program = try program(directory, count: 3)
            let one = try program.run("secrets", "rotate", "S0", "--yes", "--json")
            #expect(one.exitCode == 0)
            #expect(try JSONValue(parsing: one.standardOutput)["name"] == "S0")
            let members = try JSONValue(parsing: one.standardOutput).objectValue?.map(\.key)

            let dry = try program.run("secrets", "rotate", "--all", "--dry-run", "--json")
            #expect(dry.exitCode == 0)
            #expect(try JSONValue(parsing: dry.standardOutput).arrayValue?.count == 3)
            let some = try program.run("secrets", "rotate", "S2", "S1", "S2", "--yes", "--json")
            #expect(some.exitCode == 0, "\(some.errorText)")
            let rotated = try JSONValue(parsing: some.standardOutput).arrayValue ?? []
            #expect(rotated.map { $0["name"] } == ["S2", "S1"])
            #expect(rotated.first?.objectValue?.map(\.key) == members)

            let text = try FileReader.readText(directory + "/.env")
            try AtomicFile.replace(directory + "/.env", with: Array((text + "S1=again\n").utf8))
            let partial = try program.run("secrets", "rotate", "--all", "--kind", "webhook-standard", "--yes", "--json")
            #expect(partial.exitCode == 2)
            let items = try JSONValue(parsing: partial.standardOutput).arrayValue ?? []
            #expect(items.map { $0["name"] } == ["S0", "S1", "S2"])
            #expect(items[0]["stage"] == "current" && items[1]["stage"] == nil)
            #expect(items[1]["error"]?["message"]?.stringValue?.contains("S1 stands twice") == true)
            #expect(items[1]["error"]?["status"] == 65)
            let shown = try program.run("secrets", "rotate", "--all", "--yes")
            #expect(shown.exitCode == 2)
            #expect(shown.outputText.contains("✗ S1: ") && shown.outputText.contains("Rotated 2 of 3 secrets"))
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int
        let says: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "what cannot be meant is refused before anything is done",
        arguments: [
            Refusal(arguments: [], status: 64, says: "--all"),
            Refusal(arguments: ["S0", "--all"], status: 64, says: "--all"),
            Refusal(arguments: ["S0", "--kind", "random"], status: 64, says: "--kind goes with --all"),
            Refusal(arguments: ["S0", "S1", "--rehearse"], status: 64, says: "one secret"),
            Refusal(arguments: ["S0", "S9", "--yes"], status: 66, says: "no secret 'S9'"),
            Refusal(arguments: ["--all", "--kind", "random", "--yes"], status: 66, says: "no secret is a random"),
            Refusal(arguments: ["--all", "--kind", "webhook", "--yes"], status: 66, says: "webhook"),
            Refusal(arguments: ["--all"], status: 77, says: "Rotate 2 secrets (S0, S1)?"),
            Refusal(arguments: ["--all", "--yes", "--incident", "INC-20200101-001"], status: 66, says: "INC-20200101-001"),
        ])
    func refused(refusal: Refusal) throws {
        try withTemporaryDirectory { directory in
            let program = try program(directory, count: 2)
            let result = try program.run(["secrets", "rotate"] + refusal.arguments)
            #expect(Int(result.exitCode) == refusal.status, "\(result.errorText)")
            #expect(result.errorText.contains(refusal.says), "\(result.errorText)")
            #expect(!FileReader.exists(directory + "/.env"))
        }
    }

    @Test("under a limit of descriptors, and of none too many lock files")
    func descriptors() throws {
        try withTemporaryDirectory { directory in
            let program = try program(directory, count: 400)
            let result = try program.run(
                through: ["sh", "-c", "ulimit -n 64; exec \"$@\"", "sh"], ["secrets", "rotate", "--all", "--yes"])
            #expect(result.exitCode == 0, "\(result.errorText)")
            #expect(result.outputText.contains("Rotated 400 of 400 secrets"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory + "/.firebreak/locks").count == 1)
        }
    }

    @Test("killed at random instants, doctor finds no value that the keyring has not, and tick finishes")
    func killed() throws {
        let kills = FirebreakProgram.isSoaking ? 300 : 15
        try withTemporaryDirectory { directory in
            let program = try program(directory, count: 40)
            var whole = Duration.zero
            func rotate() throws {
                let start = ContinuousClock.now
                let result = try program.run("secrets", "rotate", "--all", "--yes")
                whole = ContinuousClock.now - start
                try #require(result.exitCode == 0, "\(result.errorText) \(result.outputText)")
            }
            try rotate()
            try rotate()
            var killed = 0
            var finished = 0
            for round in 0..<kills {
                let instant = Double.random(in: 0.2...1.05) * whole.inSeconds
                let result = try program.run(
                    through: ["timeout", "-s", "KILL", String(instant)], ["secrets", "rotate", "--all", "--yes"])
                if result.exitCode == 137 { killed += 1 }
                let doctor = try JSONValue(parsing: program.run("doctor", "--json").standardOutput)
                #expect(!doctor.compact.contains("does not know"), "after kill \(round) at \(instant) s")
                let tick = try program.run("tick", "--json")
                #expect(tick.exitCode == 0, "after kill \(round): \(tick.outputText)")
                if try JSONValue(parsing: tick.standardOutput)["items"]?.arrayValue?.isEmpty == false { finished += 1 }
                let after = try JSONValue(parsing: program.run("doctor", "--json").standardOutput)
                let wrong = after.compact.contains("does not know") || after.compact.contains("holds version")
                #expect(!wrong, "after tick \(round)")
                #expect(try DotEnvDocument(parsing: FileReader.read(directory + "/.env")).keys.count == 80)
                try rotate()
            }
            #expect(killed > kills / 4, "only \(killed) of \(kills) runs were killed")
            if FirebreakProgram.isSoaking { #expect(finished > 0, "no kill fell between the first and the last step") }
            #expect(
                try JSONValue(parsing: program.run("journal", "verify", "--json").standardOutput)["intact"] == true)
        }
    }

    /// Secrets in files of their own, in files of Compose and in a key set that two of them share.
    private static let files = """
        secrets:
          A: {kind: random, destinations: [{file: {path: a, previousPath: a-old}}, {dotenv: {path: .env, key: A}}]}
          B: {kind: api-key, destinations: [{compose-secret: {path: b}}], reload: [{run: [sh, -c, "echo once >> hooks"]}]}
          C: {kind: jwt-es256, publishAhead: 0s, destinations: [{file: {path: c}}, {jwks: {path: jwks.json}}], reload: [{run: [sh, -c, "echo once >> hooks"]}]}
          D: {kind: jwt-eddsa, publishAhead: 0s, destinations: [{file: {path: locked/d}}, {jwks: {path: jwks.json}}]}

        """

    @Test("files, files of Compose and key sets; one that fails keeps nobody from it")
    func filesTogether() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(Self.files.utf8))
            let program = try FirebreakProgram(in: directory)
            try FileManager.default.createDirectory(atPath: directory + "/locked", withIntermediateDirectories: false)
            for round in 1...2 {
                let result = try program.run("secrets", "rotate", "--all", "--yes", "--json")
                #expect(result.exitCode == 0, "\(result.errorText) \(result.outputText)")
                // What is in a key set goes alone: its hook, which another has too, ran for either of them.
                #expect(try FileReader.readText(directory + "/hooks").split(separator: "\n").count == round * 2)
            }
            let set = try JSONValue(parsing: FileReader.read(directory + "/jwks.json"))
            #expect(set["keys"]?.arrayValue?.count == 4, "current and previous of two")
            #expect(FileReader.exists(directory + "/a-old"))
            let before = try FileReader.read(directory + "/c")
            try FileManager.default.removeItem(atPath: directory + "/locked")
            let partial = try program.run("secrets", "rotate", "--all", "--yes", "--json")
            #expect(partial.exitCode == 2)
            let items = try JSONValue(parsing: partial.standardOutput).arrayValue ?? []
            #expect(items.map { $0["error"] == nil } == [true, true, true, false])
            #expect(try FileReader.read(directory + "/c") != before)
            #expect(try program.run("journal", "verify").exitCode == 0)
        }
    }

    @Test("killed at boundaries, files hold nothing that the keyring has not, and tick finishes")
    func filesKilled() throws {
        let trap = try SystemTrap()
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(Self.files.utf8))
            let program = try FirebreakProgram(in: directory)
            try FileManager.default.createDirectory(atPath: directory + "/locked", withIntermediateDirectories: false)
            let rotate = ["secrets", "rotate", "--all", "--yes"]
            try #require(try program.run(rotate).exitCode == 0)
            try #require(try program.run(rotate, environment: trap.counting(to: directory + "/count")).exitCode == 0)
            let count = try #require(Int(FileReader.readText(directory + "/count")))
            let chosen = FirebreakProgram.isSoaking ? Array(1...count) : (0..<6).map { _ in Int.random(in: 1...count) }
            var killed = 0
            for boundary in chosen {
                if try program.run(rotate, environment: trap.killing(at: boundary)).exitCode == 137 { killed += 1 }
                let doctor = try program.run("doctor", "--json").outputText
                #expect(!doctor.contains("does not know"), "after a kill at boundary \(boundary)")
                let tick = try program.run("tick")
                #expect(tick.exitCode == 0, "after a kill at boundary \(boundary): \(tick.outputText)")
                let after = try program.run("doctor", "--json").outputText
                #expect(!after.contains("does not know") && !after.contains("holds version"), "after boundary \(boundary)")
            }
            #expect(killed * 2 >= chosen.count)
        }
    }
}
