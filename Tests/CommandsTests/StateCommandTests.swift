import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// `firebreak state`, by the real program.
@Suite("The state at a shell")
struct StateCommandTests {
    private static let configuration = """
        secrets:
          KEY: {kind: jwt-hs256, destinations: [{dotenv: {path: .env, key: KEY, previousKey: KEY_PREVIOUS}}]}

        """

    /// A folder with a configuration, a rotated secret, an incident and some notes.
    private func open(_ body: (FirebreakProgram) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let firebreak = try Self.program(directory + "/one")
            try Self.done(firebreak, "secrets", "rotate", "KEY", "--yes")
            try Self.done(firebreak, "incident", "open", "--title", "T", "--severity", "sev2")
            for number in 0..<3 { try Self.done(firebreak, "incident", "note", "note \(number)") }
            try body(firebreak)
        }
    }

    /// The program in a folder of its own, where there is no state yet.
    private static func program(_ folder: String) throws -> FirebreakProgram {
        try PrivateDirectory.ensure(folder)
        try AtomicFile.create(folder + "/firebreak.yaml", Array(configuration.utf8))
        return try FirebreakProgram(in: folder)
    }

    @discardableResult
    private static func done(
        _ firebreak: FirebreakProgram, _ arguments: String..., status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ProgramResult {
        let result = try firebreak.run(arguments)
        try #require(result.exitCode == status, "\(arguments): \(result.errorText)", sourceLocation: sourceLocation)
        return result
    }

    private static func json(_ result: ProgramResult) throws -> JSONValue { try JSONValue(parsing: result.standardOutput) }

    /// What a state holds that a copy must hold too: the journal's entries but the last few, and the secret's value.
    private static func essence(_ firebreak: FirebreakProgram, entries: Int) throws -> String {
        let export = try done(firebreak, "journal", "export").outputText.split(separator: "\n").prefix(entries)
        let value = try done(firebreak, "secrets", "reveal", "KEY", "--output", "-").outputText
        return export.joined(separator: "\n") + value
    }

    @Test("a backup is one file that is verified, can be looked at, and makes the same state elsewhere")
    func backup() throws {
        try open { firebreak in
            let made = try Self.json(Self.done(firebreak, "state", "backup", "b.db", "--json"))
            let digest = try #require(made["sha256"]?.stringValue)
            let entries = Int(try #require(made["journal"]?["entries"]?.integerValue))
            #expect(entries >= 6 && made["verified"] == true && made["journal"]?["root"]?.stringValue?.count == 64)
            let file = firebreak.directory + "/b.db"
            #expect(try FilePermissions.of(file) == 0o600)
            let shown = try Self.json(Self.done(firebreak, "state", "show", "b.db", "--json"))
            #expect(shown["journal"]?["entries"]?.integerValue == Int64(entries))
            // Looking does not change it, and nothing is left beside it.
            let names = try DirectoryListing.names(firebreak.directory).filter { $0.contains("b.db") }
            #expect(names == ["b.db"])
            let sum = try ProgramRun.run(["sha256sum", file]).outputText
            #expect(sum.hasPrefix(digest))
            // What was backed up says so.
            let last = try Self.done(firebreak, "journal", "export").outputText
            #expect(last.contains("the state was backed up to b.db"), "\(last)")

            let other = try Self.program(firebreak.directory + "/../two")
            try ProgramRun.run(["cp", "-p", firebreak.directory + "/.firebreak/keyring.key", firebreak.directory + "/key"])
                .expectSuccess()
            try PrivateDirectory.ensure(other.directory + "/.firebreak")
            try ProgramRun.run(["mv", firebreak.directory + "/key", other.directory + "/.firebreak/keyring.key"]).expectSuccess()
            let restored = try Self.json(Self.done(other, "state", "restore", file, "--sha256", digest, "--json"))
            #expect(restored["rows"] == made["rows"] && restored["journal"]?["root"] == made["journal"]?["root"])
            #expect(try Self.essence(other, entries: entries) == Self.essence(firebreak, entries: entries))
            #expect(try Self.json(Self.done(other, "journal", "verify", "--json"))["intact"] == true)
            #expect(try Self.done(other, "journal", "export").outputText.contains("the state was restored from "))
        }
    }

    @Test("a backup overwrites nothing, and a restore only where that was said")
    func overwriting() throws {
        try open { firebreak in
            try Self.done(firebreak, "state", "backup", "b.db")
            let bytes = try FileReader.read(firebreak.directory + "/b.db")
            let again = try firebreak.run("state", "backup", "b.db")
            #expect(again.exitCode == 73 && again.errorText.contains("b.db"), "\(again.exitCode) \(again.errorText)")
            #expect(try FileReader.read(firebreak.directory + "/b.db") == bytes)

            try Self.done(firebreak, "incident", "note", "after the backup")
            let refused = try firebreak.run("state", "restore", "b.db")
            #expect(refused.exitCode == 77 && refused.errorText.contains("in journal_entries"), "\(refused.errorText)")
            #expect(refused.errorText.contains("--replace"))
            let unasked = try firebreak.run("state", "restore", "b.db", "--replace")
            #expect(unasked.exitCode == 77 && unasked.errorText.contains("These rows go: "), "\(unasked.errorText)")
            #expect(try Self.done(firebreak, "journal", "export").outputText.contains("after the backup"))
            try Self.done(firebreak, "state", "restore", "b.db", "--replace", "--yes")
            let journal = try Self.done(firebreak, "journal", "export").outputText
            #expect(!journal.contains("after the backup") && journal.contains("the state was restored from b.db"))
            #expect(try Self.json(Self.done(firebreak, "journal", "verify", "--json"))["intact"] == true)
        }
    }

    /// A file that is no backup, or not the one that was meant.
    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let spoil: @Sendable ([UInt8]) -> [UInt8]
        let status: Int32
        let said: String
        var arguments: [String] = []
        var testDescription: String { name }
    }

    static let bad = [
        Bad(name: "something else", spoil: { _ in Array("a photograph".utf8) + Array(repeating: 7, count: 5000) }, status: 78, said: "is not a SQLite database"),
        Bad(name: "empty", spoil: { _ in [] }, status: 66, said: "holds no state"),
        Bad(name: "another digest", spoil: { $0 }, status: 1, said: "is not the file that was backed up", arguments: ["--sha256", "00"]),
        Bad(
            name: "a changed journal",
            spoil: { bytes in
                // The note's text stands in its leaf, where nothing else has it.
                String(decoding: bytes, as: UTF8.self).isEmpty ? bytes : replaced("note 1", "nite 1", bytes)
            }, status: 1, said: "does not verify"),
    ]

    @Test("what is no backup, or was changed, is refused, and nothing is touched", arguments: bad)
    func damaged(_ bad: Bad) throws {
        try open { firebreak in
            try Self.done(firebreak, "state", "backup", "b.db")
            let before = try Self.done(firebreak, "journal", "export").outputText
            let bytes = try FileReader.read(firebreak.directory + "/b.db")
            try AtomicFile.replace(firebreak.directory + "/b.db", with: bad.spoil(bytes))
            let refused = try firebreak.run(["state", "restore", "b.db", "--replace", "--yes"] + bad.arguments)
            #expect(refused.exitCode == bad.status && refused.errorText.contains(bad.said), "\(refused.exitCode) \(refused.errorText)")
            #expect(try Self.done(firebreak, "journal", "export").outputText == before)
        }
    }

    @Test("a state is copied to an empty place only, and not to itself; the copy is the same state")
    func copy() throws {
        try open { firebreak in
            let result = try Self.done(firebreak, "state", "copy", "configured", "sqlite:copy/state.db", "--json")
            let copied = try Self.json(result)
            #expect(copied["verified"] == true && copied["replaced"] == 0)
            #expect(copied["tables"]?.arrayValue?.contains { $0["name"] == "secret_versions" } == true)
            let full = try firebreak.run("state", "copy", "configured", "copy/state.db")
            #expect(full.exitCode == 77 && full.errorText.contains("already"), "\(full.errorText)")
            let same = try firebreak.run("state", "copy", "copy/state.db", "sqlite:copy/state.db")
            #expect(same.exitCode == 64, "\(same.errorText)")
            let missing = try firebreak.run("state", "copy", "none.db", "other.db")
            #expect(missing.exitCode == 66 && missing.errorText.contains("none.db"), "\(missing.errorText)")
            #expect(!FileReader.exists(firebreak.directory + "/other.db"))
            let password = try firebreak.run("state", "copy", "configured", "postgres://user:pass-word@127.0.0.1:1/db")
            #expect(password.exitCode == 64 && !password.errorText.contains("pass-word"), "\(password.errorText)")
            let unset = try firebreak.run("state", "copy", "configured", "env:NOWHERE")
            #expect(unset.exitCode == 64 && unset.errorText.contains("'NOWHERE' is not set"), "\(unset.errorText)")
        }
    }

    @Test("it goes to PostgreSQL and back, and is the same")
    func roundTrip() throws {
        let server = try PostgresServer(password: "server-pass-word")
        try open { firebreak in
            let url = ["STATE_URL": server.url + "?sslmode=disable&schema=moved"]
            let there = try firebreak.run("state", "copy", "configured", "env:STATE_URL", "--json", environment: url)
            try #require(there.exitCode == 0, "\(there.errorText)")
            #expect(!(there.outputText + there.errorText).contains("server-pass-word"))
            let back = try firebreak.run("state", "copy", "env:STATE_URL", "back.db", "--json", environment: url)
            try #require(back.exitCode == 0, "\(back.errorText)")
            for key in ["tables", "rows", "journal"] {
                #expect(try Self.json(there)[key] == Self.json(back)[key], "\(key)")
            }
            let shown = try firebreak.run("state", "show", "env:STATE_URL", environment: url)
            #expect(shown.exitCode == 0 && shown.outputText.contains("PostgreSQL 1"), "\(shown.errorText)")
        }
    }

    @Test("a copy that is killed at any instant leaves an empty place or a whole state, and the next one finishes", arguments: [false, true])
    func killed(toPostgres: Bool) throws {
        let server = toPostgres ? try PostgresServer() : nil
        try open { firebreak in
            let begun = ContinuousClock.now
            let first = server.map { "\($0.url)?sslmode=disable&schema=first" } ?? "first/state.db"
            _ = try Self.done(firebreak, "state", "copy", "configured", first)
            var whole = ContinuousClock.now - begun
            var killed = 0
            for round in 0..<(FirebreakProgram.isSoaking ? 200 : 12) {
                let target = server.map { "\($0.url)?sslmode=disable&schema=round\(round)" } ?? "round\(round)/state.db"
                let instant = Double.random(in: 0...1) * whole.inSeconds
                let result = try ProgramRun.run(
                    ["timeout", "-s", "KILL", String(instant), firebreak.path, "state", "copy", "configured", target],
                    workingDirectory: firebreak.directory)
                if result.exitCode == 137 { killed += 1 }
                let again = ContinuousClock.now
                let next = try firebreak.run("state", "copy", "configured", target)
                if next.exitCode == 0 { whole = ContinuousClock.now - again }
                // It was killed after everything was kept.
                #expect(next.exitCode == 0 || next.exitCode == 77, "\(next.exitCode) \(next.errorText)")
                let shown = try Self.json(Self.done(firebreak, "state", "show", target, "--json"))
                #expect(shown["journal"]?["entries"]?.integerValue ?? 0 >= 6, "\(shown.compact)")
            }
            #expect(killed > 2, "\(killed)")
        }
    }
}

/// Bytes with a text in the place of another of the same length, everywhere.
private func replaced(_ text: String, _ other: String, _ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let (text, other) = (Array(text.utf8), Array(other.utf8))
    var index = 0
    while index + text.count <= bytes.count {
        if bytes[index] == text[0], Array(bytes[index..<index + text.count]) == text {
            bytes.replaceSubrange(index..<index + text.count, with: other)
        }
        index += 1
    }
    return bytes
}

extension ProgramResult {
    /// Fails the test where the program failed.
    fileprivate func expectSuccess(sourceLocation: SourceLocation = #_sourceLocation) throws {
        try #require(succeeded, "\(errorText)", sourceLocation: sourceLocation)
    }
}
