import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// SIGKILL of the real program at random instants of `secrets rotate`.
@Suite("A rotation that is killed")
struct RotationKillTests {
    /// How many times the program is killed. The whole of a rotation is covered, from before the first system call to
    /// after the last.
    static let kills = FirebreakProgram.isSoaking ? 1000 : 100

    @Test("is finished or undone by the next run, and .env always holds what the keyring holds")
    func killedAtRandomInstants() throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            try AtomicFile.create(directory + "/firebreak.yaml", Array(Self.configuration.utf8))
            try AtomicFile.create(directory + "/.env", Array("# kept\nexport OTHER='1'\n".utf8))
            try expectDone(firebreak.run("secrets", "rotate", "KEY", "--yes", "--json"))

            // How long a whole rotation takes, measured anew each time: the machine may be busy now and idle later.
            var whole = Duration.zero
            func rotate() throws -> ProgramResult {
                let start = ContinuousClock.now
                defer { whole = ContinuousClock.now - start }
                return try firebreak.run("secrets", "rotate", "KEY", "--yes", "--json")
            }
            try expectDone(rotate())

            var killed = 0
            for round in 0..<Self.kills {
                let instant = Double.random(in: 0...1.1) * whole.inSeconds
                let result = try firebreak.run(
                    through: ["timeout", "-s", "KILL", String(instant)], ["secrets", "rotate", "KEY", "--yes"])
                if result.exitCode == 137 { killed += 1 }
                try expectHeld(firebreak, "after kill \(round) at \(instant) s")
                let next = try rotate()
                try expectDone(next)
                try expectHeld(firebreak, "after the run that followed kill \(round)")
                let outcome = try JSONValue(parsing: next.standardOutput)
                #expect(outcome["stage"]?.stringValue == "current", "round \(round): \(outcome.compact)")
            }
            // Most of the instants fall into the rotation; were it hardly any, little would have been tested.
            #expect(killed > Self.kills / 10, "only \(killed) of \(Self.kills) runs were killed")
            let text = try FileReader.readText(directory + "/.env")
            #expect(text.hasPrefix("# kept\nexport OTHER='1'\n"))
            #expect(
                try JSONValue(parsing: firebreak.run("journal", "verify", "--json").standardOutput)["intact"] == true)
        }
    }

    static let configuration = """
        secrets:
          KEY:
            kind: jwt-hs256
            overlap: 24h
            destinations:
              - dotenv: {path: .env, key: KEY, previousKey: KEY_PREVIOUS}
              - file: {path: key.txt, previousPath: old.txt}

        """

    /// The value in `.env` is the value of some version that the keyring still has.
    private func expectHeld(_ firebreak: FirebreakProgram, _ when: String) throws {
        let document = try DotEnvDocument(parsing: FileReader.read(firebreak.directory + "/.env"))
        let value = try #require(try document.value(of: "KEY"), "\(when): .env has no KEY")
        let history = try firebreak.run("secrets", "history", "KEY", "--json")
        try expectDone(history)
        let versions = try JSONValue(parsing: history.standardOutput)["versions"]?.arrayValue ?? []
        // The newest few suffice: a value older than the previous one would be lost in any case.
        let newest = versions.compactMap { $0["version"]?.integerValue }.sorted().suffix(3).reversed()
        let held = try newest.contains { version in
            try firebreak.run("secrets", "reveal", "KEY", "--version", String(version), "--output", "-")
                .outputText == value
        }
        #expect(held, "\(when): .env holds a value that the keyring does not")
    }

    private func expectDone(_ result: ProgramResult, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try #require(
            result.exitCode == 0, "exit \(result.exitCode): \(result.errorText)", sourceLocation: sourceLocation)
    }
}
