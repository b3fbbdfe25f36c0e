import Basics
import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// What a timer and a monitor call, by the real program.
@Suite("The real program as timers and monitors call it")
struct TimerProgramTests {
    private func program(_ directory: String, _ more: String) throws -> FirebreakProgram {
        try AtomicFile.create(
            directory + "/firebreak.yaml",
            Array("secrets:\n  KEY:\n    kind: random\n    overlap: 0s\n    \(more)\n".utf8))
        return try FirebreakProgram(in: directory)
    }

    @Test("list --overdue exits 1 where something is, metrics say so, also in a textfile for others to read")
    func overdue() throws {
        try withTemporaryDirectory { directory in
            let program = try program(directory, "rotateEvery: 1s\n    jitter: 0")
            let fresh = try program.run("secrets", "list", "--overdue", "--json")
            #expect(fresh.exitCode == 1, "a secret that has no version yet is overdue")
            #expect(try program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            try waitUntil("it is overdue") { try program.run("secrets", "list", "--overdue").exitCode == 1 }
            let lines = try program.run("metrics").outputText.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("firebreak_secret_overdue{secret=\"KEY\"") && $0.hasSuffix("} 1") })
            #expect(try program.run("metrics", "--textfile", "firebreak.prom").exitCode == 0)
            #expect(try FileReader.readText(directory + "/firebreak.prom").contains("firebreak_secret_overdue"))
            let mode = try FilePermissions.of(directory + "/firebreak.prom") ?? 0
            #expect(mode & 0o044 == 0o044)
            let tick = try program.run("tick", "--json")
            #expect(tick.exitCode == 0, "\(tick.outputText)")
            #expect(try JSONValue(parsing: tick.standardOutput)["items"]?[0]?["action"] == "rotate")
        }
    }

    @Test("tick --every goes on until it is told to stop, and rotates what has become due")
    func every() throws {
        try withTemporaryDirectory { directory in
            let program = try program(directory, "rotateEvery: 1s\n    jitter: 0")
            #expect(try program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            let timer = try program.start(["tick", "--every", "1s"], log: directory + "/log")
            try waitUntil("it has rotated twice") {
                let history = try JSONValue(parsing: program.run("secrets", "history", "KEY", "--json").standardOutput)
                return (history["versions"]?.arrayValue?.count ?? 0) >= 3
            }
            timer.stop()
            #expect(try program.run("journal", "verify").exitCode == 0)
        }
    }
}

/// Values that somebody else makes, by the real program.
@Suite("A value that somebody else has made")
struct GivenValueTests {
    @Test("comes in by a file, replaces the one before with its overlap, and is refused where it is known or none")
    func fromFile() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(
                directory + "/firebreak.yaml",
                Array(
                    """
                    secrets:
                      HOOK:
                        kind: webhook-stripe
                        destinations: [{dotenv: {path: .env, key: HOOK, previousKey: OLD}}]

                    """.utf8))
            let program = try FirebreakProgram(in: directory)
            let values = ["one", "two"].map { "whsec_\($0)0123456789abcdefghijklmnop" }
            try AtomicFile.create(directory + "/first", Array((values[0] + "\n").utf8))
            let added = try program.run("secrets", "add", "HOOK", "--from-file", "first")
            #expect(added.exitCode == 0, "\(added.errorText)")
            let rotated = try program.run(
                "secrets", "rotate", "HOOK", "--from-file", "-", "--yes", "--json", input: values[1] + "\n")
            #expect(rotated.exitCode == 0, "\(rotated.errorText)")
            #expect(try FileReader.readText(directory + "/.env").contains(values[1]))
            #expect(
                try program.run("secrets", "reveal", "HOOK", "--output", "-").outputText
                    .trimmingCharacters(in: .newlines) == values[1])
            for (file, status) in [("first", 65), ("missing", 66)] {
                let refused = try program.run("secrets", "rotate", "HOOK", "--from-file", file, "--yes")
                #expect(refused.exitCode == Int32(status), "\(file): \(refused.errorText)")
            }
            let empty = try program.run("secrets", "rotate", "HOOK", "--from-file", "-", "--yes", input: "\n")
            #expect(empty.exitCode == 65, "\(empty.errorText)")
            let history = try JSONValue(parsing: program.run("secrets", "history", "HOOK", "--json").standardOutput)
            #expect(history["versions"]?.arrayValue?.count == 2)
        }
    }

    @Test("a server is left out in an emergency only, and by host and port", arguments: [
        (["--without-node", "10.0.0.1:6379"], "--compromised"), (["--compromised", "--without-node", "10.0.0.1"], "HOST:PORT"),
        (["--compromised", "--without-node", "a:0"], "HOST:PORT"), (["--rehearse", "--from-file", "x"], "--rehearse"),
    ])
    func usage(arguments: [String], says: String) throws {
        try withTemporaryDirectory { directory in
            let result = try FirebreakProgram(in: directory).run(["secrets", "rotate", "KEY"] + arguments)
            #expect(result.exitCode == 64)
            #expect(result.errorText.contains(says), "\(result.errorText)")
        }
    }
}
