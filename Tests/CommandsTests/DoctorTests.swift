import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// `doctor`, by the real program: what is well, and each thing that can be broken.
@Suite struct DoctorTests {
    /// A folder with a configuration, state, and a Redis with a session.
    private struct Scene {
        let firebreak: FirebreakProgram
        let server: RedisServer
        let directory: String

        /// The findings of an outcome, `subject: finding`, and the status with which doctor ended.
        func findings(_ outcome: String) throws -> (lines: [String], status: Int32) {
            let result = try firebreak.run("doctor", "--json")
            let report = try JSONValue(parsing: Array(result.outputText.utf8), strict: true)
            let lines = (report["checks"]?.arrayValue ?? []).filter { $0["outcome"]?.stringValue == outcome }.map {
                "\($0["subject"]?.stringValue ?? ""): \($0["finding"]?.stringValue ?? "")"
            }
            return (lines, result.exitCode)
        }
    }

    private static func open(redis options: [String] = [], user: String = "", _ body: (Scene) throws -> Void) throws {
        let server = try RedisServer(arguments: options)
        try server.ask(#"SET sess:1 '{"userId":"u1"}'"#)
        try withTemporaryDirectory { directory in
            let text = """
                stores:
                  web:
                    url: redis://\(user)127.0.0.1:\(server.port)
                    layout: connect-redis
                    cutoff: {key: "jwt:cutoff:{user}", ttl: 24h}
                secrets:
                  KEY:
                    kind: jwt-hs256
                    rotateEvery: 30d
                    destinations: [{dotenv: {path: .env, key: KEY}}]
                flags: {app: {dotenv: {path: .flags}}}
                channels: {ops: {slack: {url: "https://hooks.slack.com/services/T0/B0/x"}}}
                routes: [{audience: responders, severity: [sev1], channels: [ops]}]

                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(text.utf8))
            try AtomicFile.create(directory + "/.flags", Array("ENABLE_X=true\n".utf8))
            let scene = Scene(firebreak: try FirebreakProgram(in: directory), server: server, directory: directory)
            let rotated = try scene.firebreak.run("secrets", "rotate", "KEY", "--yes")
            #expect(rotated.exitCode == 0, "\(rotated.errorText)")
            try body(scene)
        }
    }

    @Test func allIsWell() throws {
        try Self.open(redis: ["--appendonly", "yes"]) { scene in
            #expect(try scene.findings("warning") == ([], 0))
            #expect(try scene.findings("failure").lines == [])
            let fine = try scene.findings("ok").lines.joined(separator: "\n")
            for words in [
                "configuration: ", "clock: ", "state: ", "keyring: it opens", "journal: ", "actions: none",
                "store web: reached redis://", "store web: its user may do all", "has sessions of the form sess:*",
                "keeps what refuses tokens", "secret KEY: version 1, as recorded in 1 destination", "flags app: 1 flag",
                "channels: ops",
            ] { #expect(fine.contains(words), "no '\(words)' in \(fine)") }
            // Nothing was changed.
            #expect(try scene.server.ask("DBSIZE") == "1")
        }
    }

    @Test func withoutAnythingItOnlyWarns() throws {
        try withTemporaryDirectory { directory in
            let result = try FirebreakProgram(in: directory).run("doctor")
            #expect(result.exitCode == 2)
            #expect(result.outputText.contains("there is no configuration file"))
            #expect(!FileReader.exists(directory + "/.firebreak"))
        }
    }

    /// How something is broken, by a command line in the folder or one for Redis, and what doctor says of it.
    struct Damage: CustomTestStringConvertible, Sendable {
        let shell: [String]
        var redis: [String] = []
        var status: Int32 = 1
        let says: String
        var testDescription: String { says }
    }

    @Test(arguments: [
        Damage(shell: ["chmod", "644", ".firebreak/keyring.key"], says: "others may use the file"),
        Damage(shell: ["chmod", "755", ".firebreak"], says: "others may use the folder"),
        Damage(shell: ["rm", ".firebreak/keyring.key"], says: "keyring: "),
        Damage(shell: ["rm", ".flags"], status: 2, says: "flags app: "),
        Damage(shell: ["rm", ".env"], says: "secret KEY: "),
        Damage(
            shell: ["sh", "-c", "echo KEY=somebody-elses-value-of-a-good-length > .env"], says: "somebody else wrote it"
        ),
        Damage(shell: ["true"], redis: ["FLUSHALL"], status: 2, says: "the database is empty"),
        Damage(shell: ["true"], redis: ["RENAME sess:1 session:1"], status: 2, says: "has the form sess:*; there are "),
        Damage(shell: ["true"], redis: ["CONFIG SET appendonly no"], status: 2, says: "a restart forgets the cut-off"),
        Damage(shell: ["true"], redis: ["REPLICAOF 127.0.0.1 1"], says: "is a replica"),
        Damage(
            shell: ["true"], redis: ["CONFIG SET maxmemory 100mb", "CONFIG SET maxmemory-policy allkeys-lru"],
            status: 2,
            says: "may evict the cut-off"),
    ])
    func findsWhatIsBroken(damage: Damage) throws {
        try Self.open(redis: ["--appendonly", "yes"]) { scene in
            let broken = try ProgramRun.run(
                damage.shell, environment: ["PATH": "/usr/bin:/bin"], workingDirectory: scene.directory)
            #expect(broken.succeeded)
            for line in damage.redis { try scene.server.ask(line) }
            let (lines, status) = try scene.findings(damage.status == 1 ? "failure" : "warning")
            #expect(status == damage.status)
            #expect(lines.contains { $0.contains(damage.says) }, "\(lines)")
        }
    }

    @Test func anUnreachableStoreIsOneFailureOfMany() throws {
        try Self.open(redis: ["--appendonly", "yes"]) { scene in
            scene.server.stop()
            let (lines, status) = try scene.findings("failure")
            #expect(status == 1)
            #expect(lines.count == 1)
            #expect(lines.first?.contains("store web: ") == true)
            #expect(try scene.findings("ok").lines.contains { $0.hasPrefix("secret KEY") })
        }
    }

    @Test func aUserWithTooFewRights() throws {
        try Self.open(redis: ["--appendonly", "yes"], user: "ir:pw@") { scene in
            try scene.server.ask("ACL SETUSER ir on >pw ~sess:* +@all -unlink -acl")
            let (lines, status) = try scene.findings("failure")
            #expect(status == 1)
            #expect(lines.contains { $0.contains("may not: unlink on sess:*, set on jwt:cutoff:*") }, "\(lines)")
        }
    }

    /// Nothing is cut off, whatever the width.
    @Test(arguments: ["30", "60", "200"])
    func isReadableInEveryWidth(columns: String) throws {
        try Self.open { scene in
            let result = try scene.firebreak.run(["doctor"], environment: ["COLUMNS": columns])
            let words = result.outputText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("a restart forgets the cut-off; write it again after one"))
            #expect(words.contains("→ maxmemory-policy noeviction and appendonly yes"))
        }
    }
}
