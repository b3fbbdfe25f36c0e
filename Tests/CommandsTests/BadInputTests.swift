import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// What goes wrong, as a person meets it: one sentence, a hint, the right exit status, and nothing half done.
@Suite("Bad input")
struct BadInputTests {
    /// Runs the real program beside a configuration, and expects it to end so.
    private func expect(
        _ status: Basics.ExitStatus, says fragment: String, configuration: String, files: [String: String] = [:],
        _ arguments: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation,
        then check: (String) throws -> Void = { _ in }
    ) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            for (name, text) in files { try AtomicFile.create("\(directory)/\(name)", Array(text.utf8)) }
            let result = try FirebreakProgram(in: directory).run(arguments, input: input)
            let said = result.errorText
            #expect(result.exitCode == status.rawValue, "\(said)", sourceLocation: sourceLocation)
            #expect(said.contains(fragment), "\(said)", sourceLocation: sourceLocation)
            #expect(said.hasPrefix("error: "), "\(said)", sourceLocation: sourceLocation)
            #expect(
                said.split(separator: "\n").count { $0.hasPrefix("error:") } == 1, "\(said)",
                sourceLocation: sourceLocation)
            #expect(result.standardOutput.isEmpty, "\(result.outputText)", sourceLocation: sourceLocation)
            try check(directory)
        }
    }

    static let secret = """
        secrets:
          KEY: {kind: jwt-hs256, destinations: [{dotenv: {path: .env, key: KEY, previousKey: KEY_PREVIOUS}}]}

        """

    @Test("a wrong key in the configuration is named with line, column and the word that was meant")
    func wrongKey() throws {
        let text = "stores:\n  web:\n    url: redis://127.0.0.1:1\n    layuot: connect-redis\n"
        try expect(.configuration, says: "firebreak.yaml:4:5", configuration: text, "sessions", "count")
        try expect(.configuration, says: "layout", configuration: text, "sessions", "count")
    }

    @Test("a lockdown of a source that there is not is found before the night")
    func lockdownOfAStranger() throws {
        let text = "flags: {app: {dotenv: {path: flags.env}}}\nlockdowns: {off: {ap: {ENABLE_X: false}}}\n"
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(text.utf8))
            let check = try FirebreakProgram(in: directory).run("config", "check")
            #expect(check.exitCode != 0)
            #expect((check.outputText + check.errorText).contains("did you mean 'app'?"), "\(check.outputText)")
        }
    }

    @Test("a mistyped flag, a time of nothing, a report in PDF and a file that is no journal are answered")
    func smallMistakes() throws {
        let flags = "flags: {app: {dotenv: {path: flags.env}}, web: {dotenv: {path: web.env}}}\n"
        try expect(
            .inputNotFound, says: "did you mean 'ENABLE_EXPORTS'?", configuration: flags,
            files: ["flags.env": "ENABLE_EXPORTS=true\n"], "flags", "disable", "ENABLE_EXPROTS", "--yes")
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(flags.utf8))
            let program = try FirebreakProgram(in: directory)
            let nothing = try program.run("flags", "disable", "A", "--source", "app", "--for", "0s", "--yes")
            #expect(nothing.exitCode == 64 && nothing.errorText.contains("--for is longer"), "\(nothing.errorText)")
            let pdf = try program.run("report", "--output", "night.pdf")
            #expect(pdf.exitCode == 64 && pdf.errorText.contains("print the HTML"), "\(pdf.errorText)")
            _ = try program.run("init")
            let stranger = try program.run("journal", "verify", "--file", "firebreak.yaml")
            #expect(stranger.exitCode == 65 && stranger.errorText.contains("no entry of a journal"), "\(stranger.errorText)")
        }
    }

    @Test("a step that the playbook has not is not passed over")
    func mistypedStep() throws {
        let playbook = "title: P\nsteps:\n  - {id: owners, manual: Call them}\n"
        try expect(
            .usage, says: "did you mean 'owners'?", configuration: "{}\n", files: ["p.yaml": playbook],
            "playbook", "run", "p.yaml", "--yes", "--confirm", "ownrs=both")
    }

    @Test("a Redis that is not there is unavailable")
    func unreachable() throws {
        let port = freePort()
        try expect(
            .unavailable, says: "127.0.0.1:\(port)",
            configuration: "stores: {web: {url: 'redis://127.0.0.1:\(port)', layout: connect-redis}}\n",
            "sessions", "count")
    }

    @Test("a wrong password is refused, and neither password shows")
    func wrongPassword() throws {
        let server = try RedisServer(password: "right-0123456789")
        defer { server.stop() }
        try expect(
            .refused, says: "hint:",
            configuration:
                "stores: {web: {url: 'redis://:wrong-0123456789@127.0.0.1:\(server.port)', layout: connect-redis}}\n",
            "sessions", "count")
        let url = "redis://:wrong-0123456789@127.0.0.1:\(server.port)"
        try withTemporaryDirectory { directory in
            try AtomicFile.create(
                directory + "/firebreak.yaml", Array("stores: {web: {url: '\(url)', layout: connect-redis}}\n".utf8))
            let result = try FirebreakProgram(in: directory).run("sessions", "count", "--json", "--verbose")
            let all = result.errorText + result.outputText
            #expect(!all.contains("wrong-0123456789") && !all.contains("right-0123456789"))
        }
    }

    @Test("an environment variable that is not set stops only the command that needs it")
    func unsetVariable() throws {
        let text = "stores: {web: {url: '${env:NOT_SET_ANYWHERE}', layout: connect-redis}}\n" + Self.secret
        try expect(.configuration, says: "NOT_SET_ANYWHERE", configuration: text, "sessions", "count")
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(text.utf8))
            let result = try FirebreakProgram(in: directory).run("secrets", "list")
            #expect(result.exitCode == 0, "\(result.errorText)")
        }
    }

    @Test("a read-only .env is refused before anything is changed")
    func readOnly() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(Self.secret.utf8))
            try AtomicFile.create(directory + "/.env", Array("KEY=old-value-0123456789-0123456789\n".utf8), mode: 0o444)
            let firebreak = try FirebreakProgram(in: directory)
            let result = try firebreak.run("secrets", "rotate", "KEY", "--yes")
            #expect([73, 74, 77].contains(result.exitCode), "\(result.exitCode) \(result.errorText)")
            #expect(result.errorText.contains(".env"))
            #expect(try FileReader.readText(directory + "/.env") == "KEY=old-value-0123456789-0123456789\n")
            let listed = try JSONValue(parsing: firebreak.run("secrets", "list", "--json").standardOutput)
            #expect(listed[0]?["version"]?.integerValue == nil, "\(listed.compact)")
        }
    }

    @Test("a key that stands twice in .env is named by its lines and left alone")
    func twice() throws {
        let text = "KEY=one-0123456789-0123456789-012345\nX=1\nKEY=two-0123456789-0123456789-012345\n"
        try expect(
            .badInput, says: "twice", configuration: Self.secret, files: [".env": text],
            "secrets", "rotate", "KEY", "--yes"
        ) { directory in
            let left = try FileReader.readText(directory + "/.env")
            #expect(left == text)
        }
    }

    @Test(
        "a token of four parts, and one that claims alg none, are bad and never verify",
        arguments: [
            "a.b.c.d", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1MSJ9.", "", "not a token",
        ])
    func badTokens(token: String) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(Self.secret.utf8))
            let firebreak = try FirebreakProgram(in: directory)
            #expect(try firebreak.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            let result = try firebreak.run("jwt", "verify", "--secret", "KEY", input: token)
            #expect([1, 65].contains(result.exitCode), "\(result.exitCode) \(result.errorText)")
            #expect(result.errorText.hasPrefix("error: "))
            #expect(result.standardOutput.isEmpty)
        }
    }

    @Test(
        "a user without sessions is no error but says so; a store in which nothing fits is one, and names near misses")
    func nothingToRevoke() throws {
        let server = try RedisServer()
        defer { server.stop() }
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            try AtomicFile.create(
                directory + "/firebreak.yaml",
                Array("stores: {web: {url: '\(server.url)', layout: connect-redis}}\n".utf8))
            for number in 1...9 {
                _ = try ProgramRun.run([
                    "redis-cli", "-p", String(server.port), "set", "session:\(number)x\(number * 7919)",
                    #"{"passport":{"user":"u1"}}"#,
                ])
            }
            let missed = try firebreak.run("sessions", "revoke", "--user", "u1", "--watch", "0s", "--yes")
            #expect(
                missed.exitCode == Basics.ExitStatus.inputNotFound.rawValue
                    || missed.exitCode == Basics.ExitStatus.configuration.rawValue)
            #expect(missed.errorText.contains("session:*"), "\(missed.errorText)")
            _ = try ProgramRun.run([
                "redis-cli", "-p", String(server.port), "set", "sess:1", #"{"passport":{"user":"u1"}}"#,
            ])
            let nobody = try firebreak.run("sessions", "revoke", "--user", "u2", "--watch", "0s", "--yes", "--json")
            #expect(nobody.exitCode == 0, "\(nobody.errorText)")
            let receipt = try JSONValue(parsing: nobody.standardOutput)
            #expect(receipt["matched"] == 0 && receipt["verified"] == true)
            #expect(receipt["warnings"]?.arrayValue?.isEmpty == false)
        }
    }

    @Test("without --yes and without a terminal nothing is done")
    func unconfirmed() throws {
        try expect(
            .refused, says: "--yes", configuration: Self.secret, "secrets", "rotate", "KEY"
        ) { directory in #expect(!FileReader.exists(directory + "/.env")) }
    }

    @Test("a full disk leaves .env as it was")
    func fullDisk() throws {
        try withTemporaryDirectory { directory in
            let small = directory + "/small"
            _ = try ProgramRun.run(["mkdir", small])
            // Only root can mount; elsewhere the same is tested with the files' own limits in FilesTests.
            guard try ProgramRun.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small]).succeeded else {
                return
            }
            defer { _ = try? ProgramRun.run(["umount", "-l", small]) }
            let text = "KEY=old-value-0123456789-0123456789\nX=" + String(repeating: "x", count: 30_000) + "\n"
            try AtomicFile.create(small + "/.env", Array(text.utf8))
            _ = try ProgramRun.run(["dd", "if=/dev/zero", "of=\(small)/filler", "bs=1k"])
            try AtomicFile.create(
                directory + "/firebreak.yaml",
                Array(Self.secret.replacing("path: .env", with: "path: small/.env").utf8))
            let result = try FirebreakProgram(in: directory).run("secrets", "rotate", "KEY", "--yes")
            #expect(result.exitCode != 0)
            #expect(result.errorText.hasPrefix("error: "), "\(result.errorText)")
            #expect(try FileReader.readText(small + "/.env") == text)
            _ = try ProgramRun.run(["rm", "\(small)/filler"])
            let again = try FirebreakProgram(in: directory).run("secrets", "rotate", "KEY", "--yes")
            #expect(again.exitCode == 0, "\(again.errorText)")
        }
    }
}
