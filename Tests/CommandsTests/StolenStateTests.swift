import Basics
import Files
import JSON
import Processes
import Secrets
import TestSupport
import Testing

/// Whoever steals the database, as a dump, as files, or as a backup, learns no secret from it.
@Suite("A stolen state")
struct StolenStateTests {
    private static let input = "playbook-Input-0815-canary"
    private static let session = "Session0815CanaryIdentifier"
    private static let webhookPath = "T0CANARY/B0CANARY/x0Webhook8Path"
    private static let routingKey = "R0utingKeyCanary0815x4711abcdefg"
    /// What is meant to be in it: that the search finds what is there.
    private static let control = "this-Note-0815-may-be-read"

    @Test("holds no secret, in whatever form one looks for it", arguments: ["sqlite", "postgres"])
    func canaries(_ engine: String) throws {
        let server = engine == "postgres" ? try PostgresServer(settings: ["max_wal_size": "64MB"]) : nil
        try withTemporaryDirectory { directory in
            let state = server.map { "state: \"\($0.url)?sslmode=disable&schema=stolen\"" } ?? "state: sqlite:.firebreak/state.db"
            let scene = try Scene(directory, state: state)
            try scene.act()
            let canaries = try scene.canaries()
            #expect(canaries.count > 50, "\(canaries.count)")

            let loot = directory + "/loot"
            try expectDone(ProgramRun.run(["mkdir", loot]))
            try expectDone(scene.run("state", "backup", "loot/backup.db"))
            if let server {
                try server.ask("CHECKPOINT")
                try AtomicFile.create(loot + "/dump.sql", Array(server.dump().utf8))
                try expectDone(ProgramRun.run(["cp", "-r", server.dataDirectory, loot + "/data"]))
            } else {
                try expectDone(ProgramRun.run(["sh", "-c", "cp \"$1\"/state.db* \"$2\"", "sh", directory + "/.firebreak", loot]))
            }
            // That it is all there: the note in plain text, and in the form in which PostgreSQL writes bytes.
            #expect(try !Self.found(Self.forms(of: Self.control), in: loot, beside: directory).isEmpty)
            if server != nil {
                let hex = Hexadecimal.encode(Array(Self.control.utf8))
                #expect(try FileReader.readText(loot + "/dump.sql", limit: 1 << 28).contains(hex))
            }
            let needles = Set(canaries.flatMap { Self.forms(of: $0) })
            let found = try Self.found(Array(needles), in: loot, beside: directory)
            #expect(found.isEmpty, "\(found.prefix(5))")
        }
    }

    /// A text as it is, in hexadecimal, and in Base64 however it stands in what is encoded; and what it is itself the
    /// encoding of, as bytes and as PostgreSQL writes bytes that are no text.
    private static func forms(of text: String) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        var forms = [bytes]
        for one in [bytes] + decoded(text) {
            let hex = Hexadecimal.encode(one)
            forms += [Array(hex.utf8), Array(hex.uppercased().utf8)]
            for shift in 0..<3 {
                // What is left of the whole groups of three bytes is the same whatever stands before and behind.
                let encoded = Base64.encode(Array(repeating: 0, count: shift) + one)
                let inner = encoded.filter { $0 != "=" }.dropFirst(shift == 0 ? 0 : 4).dropLast(4)
                forms.append(Array(inner.utf8))
                forms.append(Array(String(inner).replacing("+", with: "-").replacing("/", with: "_").utf8))
            }
        }
        for one in decoded(text) {
            // A search by lines cannot look for a line's end.
            if let piece = one.split(whereSeparator: { $0 == 0 || $0 == 10 }).max(by: { $0.count < $1.count }) { forms.append(Array(piece)) }
            let octal = one.map { byte in
                (0x20...0x7E).contains(byte) && byte != 0x5C
                    ? String(UnicodeScalar(byte))
                    : "\\" + String(repeating: "0", count: 3 - String(byte, radix: 8).count) + String(byte, radix: 8)
            }
            forms.append(Array(octal.joined().utf8))
        }
        return forms.filter { $0.count >= 8 }
    }

    /// The bytes that a text is the hexadecimal or Base64 form of, without a prefix as `whsec_`.
    private static func decoded(_ text: String) -> [[UInt8]] {
        let body = text.contains("_") && text.hasPrefix("wh") ? String(text.drop { $0 != "_" }.dropFirst()) : text
        let found = [Hexadecimal.decode(body), Base64.decode(body), Base64.decodeURL(body)]
        return found.compactMap { $0 }.filter { $0.count >= 16 }
    }

    /// Which of the needles stand in the files of a folder.
    private static func found(_ needles: [[UInt8]], in folder: String, beside directory: String) throws -> [String] {
        try AtomicFile.replace(directory + "/needles", with: needles.joined(separator: [10]) + [10])
        let result = try ProgramRun.run(
            ["grep", "-r", "-a", "-o", "-F", "-f", directory + "/needles", folder], environment: ["LC_ALL": "C", "PATH": "/usr/bin:/bin"],
            timeout: .seconds(300))
        try #require(result.exitCode == 0 || result.exitCode == 1, "\(result.errorText)")
        return Array(Set(result.outputText.split(separator: "\n").map(String.init)))
    }

    /// A folder in which everything is done that puts something into the state.
    private struct Scene {
        let firebreak: FirebreakProgram
        let directory: String
        let redis: RedisServer
        /// Not among them: the password of Redis, which is made by another test, and Discord's, which is a public key.
        let kinds = SecretKinds.names.filter { $0 != "redis-password" && $0 != "webhook-discord" }

        init(_ directory: String, state: String) throws {
            self.directory = directory
            firebreak = try FirebreakProgram(in: directory)
            redis = try RedisServer()
            try redis.ask("SET sess:\(StolenStateTests.session) '{\"userId\":\"u1\"}'")
            let secrets = kinds.map { kind in
                "  \(Self.name(kind)): {kind: \(kind), destinations: [{file: {path: \"out/\(kind)\"}}]}"
            }
            let text = """
                \(state)
                stores: {web: {url: "redis://127.0.0.1:\(redis.port)", layout: connect-redis}}
                secrets:
                \(secrets.joined(separator: "\n"))
                channels:
                  ops: {slack: {url: "http://127.0.0.1:9/\(StolenStateTests.webhookPath)"}}
                  page: {pagerduty: {routingKey: "${env:ROUTING_KEY}", url: "http://127.0.0.1:9/"}}
                  soar: {webhook: {url: "http://127.0.0.1:9/${env:WEBHOOK_PATH}", secret: WEBHOOK_STANDARD}}
                routes: [{audience: responders, channels: [ops, page, soar]}]

                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(text.utf8))
            try AtomicFile.create(directory + "/p.yaml", Array(Self.playbook.utf8))
            try expectDone(ProgramRun.run(["mkdir", directory + "/out"]))
        }

        private static func name(_ kind: String) -> String { kind.uppercased().replacing("-", with: "_") }

        private static let playbook = """
            title: A test
            inputs: {password: {type: string, secret: true, required: true}}
            steps:
              - {id: show, run: {command: [sh, -c, 'echo "it is $P"'], environment: {P: "${inputs.password}"}}, evidence: true}
              - {id: wait, manual: x}

            """

        func run(_ arguments: String...) throws -> ProgramResult {
            try firebreak.run(
                arguments,
                environment: [
                    "ROUTING_KEY": StolenStateTests.routingKey, "WEBHOOK_PATH": StolenStateTests.webhookPath,
                    "INPUT": StolenStateTests.input,
                ])
        }

        func act() throws {
            for _ in 0..<2 { try expectDone(run("secrets", "rotate", "--all", "--yes")) }
            try expectDone(run("secrets", "rollback", "RANDOM", "--yes"))
            try expectDone(run("secrets", "rotate", "JWT_HS256", "--compromised", "--yes"))
            let claims = "claims.json"
            try AtomicFile.create(directory + "/" + claims, Array(#"{"sub": "u1"}"#.utf8))
            try expectDone(run("jwt", "sign", "--secret", "JWT_HS256", "--claims", claims))
            // Nobody takes the notifications: they stay in the outbox.
            _ = try run("incident", "open", "--title", "T", "--severity", "sev1")
            try expectDone(run("incident", "note", StolenStateTests.control))
            _ = try run("notify", "send", "--event", "updated", "--yes")
            try expectDone(run("sessions", "revoke", "--store", "web", "--all", "--yes", "--watch", "0s"))
            let waits = try run("playbook", "run", "p.yaml", "--input-env", "password=INPUT", "--yes")
            #expect(waits.exitCode == 2, "\(waits.errorText)")
            _ = try run("tick")
        }

        /// Every version of every secret, line by line where it is a PEM file; what unlocks, and what came from outside.
        func canaries() throws -> [String] {
            var canaries = [
                StolenStateTests.input, StolenStateTests.session, StolenStateTests.routingKey,
                // No private key, the journal's among them, begins otherwise (RFC 5958, RFC 8410).
                StolenStateTests.webhookPath, "BEGIN PRIVATE KEY", "MC4CAQAwBQYDK2VwBCIEI",
            ]
            // What unlocks the keyring.
            canaries += try FileReader.readText(directory + "/.firebreak/keyring.key").split(whereSeparator: \.isWhitespace).map(String.init)
                .filter { $0.utf8.count >= 20 && !$0.hasPrefix("firebreak-") }
            for kind in kinds {
                var versions = 0
                for version in 1...(kind == "jwt-hs256" || kind == "random" ? 3 : 2) {
                    let value = try run("secrets", "reveal", Self.name(kind), "--version", String(version), "--output", "-")
                    guard value.succeeded else { continue }
                    let lines = value.outputText.split(whereSeparator: \.isNewline).map(String.init)
                    canaries += lines.filter { $0.utf8.count >= 12 && !$0.hasPrefix("-----") }
                    versions += 1
                }
                #expect(versions >= 2, "\(kind)")
            }
            return canaries
        }
    }
}

/// Requires that a program did what it was asked.
private func expectDone(_ result: ProgramResult, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try #require(result.exitCode == 0, "\(result.exitCode): \(result.errorText)", sourceLocation: sourceLocation)
}
