import Basics
import Cryptography
import Files
import JSON
import Processes
import TestSupport
import Testing

/// State on PostgreSQL, by the real program.
@Suite("A state on PostgreSQL, by the program") struct StateProgramTests {
    private static func open(
        _ server: PostgresServer, _ body: (FirebreakProgram) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let text = """
                state: "\(server.url(user: "firebreak")
                    .replacing("firebreak@", with: "firebreak:${env:PW}@"))"
                secrets:
                  API: {kind: random, destinations: [{dotenv: {path: .env, key: API}}]}

                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(text.utf8))
            try body(try FirebreakProgram(in: directory))
        }
    }

    private static let environment = ["PW": "correct-horse"]

    @discardableResult
    private static func done(_ firebreak: FirebreakProgram, _ arguments: String...) throws -> String {
        let result = try firebreak.run(arguments, environment: environment)
        guard result.exitCode == 0 else { throw TestFailure("\(arguments): \(result.exitCode) \(result.errorText)") }
        #expect(!(result.outputText + result.errorText).contains("correct-horse"))
        return result.outputText
    }

    @Test("everything is there, on another machine too, and a stolen dump reveals nothing")
    func team() throws {
        let server = try PostgresServer(password: "correct-horse")
        try Self.open(server) { one in
            let made = try Self.done(one, "init", "--json")
            #expect(made.contains("\"created\"") && made.contains("journal.pub"))
            #expect(try !Self.done(one, "init", "--json").contains("\"created\""))
            let value = "a-value-that-nobody-may-see-0123456789"
            try AtomicFile.create(one.directory + "/value", Array(value.utf8))
            try Self.done(one, "secrets", "add", "LEGACY", "--from-file", one.directory + "/value")
            try Self.done(one, "secrets", "rotate", "API", "--yes")
            try Self.done(one, "incident", "open", "--title", "T", "--severity", "sev1")
            try Self.done(one, "incident", "note", "seen é")
            #expect(try Self.done(one, "journal", "verify").hasPrefix("Intact"))
            // It is not all well: nobody is told of an incident.
            let doctor = try one.run("doctor", environment: Self.environment)
            #expect(doctor.outputText.contains("✓ state") && doctor.outputText.contains("✓ journal"), "\(doctor.outputText)")

            // Another machine: the same configuration and the same key.
            try Self.open(server) { two in
                try PrivateDirectory.ensure(two.directory + "/.firebreak")
                let key = try FileReader.read(one.directory + "/.firebreak/keyring.key", limit: 4096)
                try AtomicFile.create(two.directory + "/.firebreak/keyring.key", key, mode: 0o600)
                #expect(try Self.done(two, "incident", "list").contains("INC-"))
                try Self.done(two, "incident", "note", "by the other")
                #expect(try Self.done(two, "secrets", "reveal", "LEGACY", "--output", "-").contains(value))
            }
            #expect(try Self.done(one, "timeline", "show").contains("by the other"))
            #expect(try Self.done(one, "journal", "verify").hasPrefix("Intact"))

            let generated = try Self.done(one, "secrets", "reveal", "API", "--output", "-").trimmingWhitespace
            let key = try FileReader.read(one.directory + "/.firebreak/keyring.key", limit: 4096)
            let dump = try server.dump()
            #expect(dump.contains("COPY firebreak.journal_entries") && dump.contains("LEGACY"))
            for secret in [Array(value.utf8), Array(generated.utf8), key, Array("correct-horse".utf8), Array("PRIVATE KEY".utf8)] {
                let forms = [
                    String(decoding: secret, as: UTF8.self), Hexadecimal.encode(secret), Base64.encode(secret),
                    Hexadecimal.encode(SHA256.hash(secret)),
                ]
                for form in forms { #expect(!dump.contains(form.prefix(40)), "\(form.prefix(8))… is in the dump") }
            }
        }
    }

    @Test("a wrong password and a server that is not there end with the status that says so, and no password")
    func refused() throws {
        let server = try PostgresServer(password: "correct-horse")
        try Self.open(server) { firebreak in
            let wrong = try firebreak.run("incident", "list", environment: ["PW": "battery-staple"])
            #expect(wrong.exitCode == 77 && wrong.errorText.contains("refuses the login") && wrong.errorText.contains("hint:"))
            #expect(!wrong.errorText.contains("battery") && !wrong.errorText.contains("firebreak:"))
            let unset = try firebreak.run("incident", "list")
            #expect(unset.exitCode == 78 && unset.errorText.contains("firebreak.yaml:1:8"))
            server.stop()
            let gone = try firebreak.run("incident", "list", environment: Self.environment)
            #expect(gone.exitCode == 69 && gone.errorText.contains("cannot be reached"))
        }
    }
}

extension String {
    fileprivate var trimmingWhitespace: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
