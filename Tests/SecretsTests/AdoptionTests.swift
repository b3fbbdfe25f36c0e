import Basics
import Cryptography
import Files
import Foundation
import JSON
import TestSupport
import Testing
import Tokens

@testable import Secrets

/// A consumer of secrets over HTTP: each path answers with what stands in a file of that name, 404 without one.
final class Consumer: Sendable {
    let server: PythonServer
    let directory: String

    init(in directory: String) throws {
        self.directory = directory + "/served"
        try PrivateDirectory.ensure(self.directory)
        server = try PythonServer(
            #"""
            import http.server, os, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                def log_message(self, *arguments): pass
                def do_GET(self):
                    path = sys.argv[1] + "/" + os.path.basename(self.path)
                    found = os.path.isfile(path)
                    body = open(path, "rb").read() if found else b"nothing here"
                    self.send_response(200 if found else 404)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    if self.command != "HEAD": self.wfile.write(body)
                def do_POST(self):
                    open(sys.argv[1] + "/hooked", "ab").write(b"x")
                    self.do_GET()
                do_HEAD = do_GET
            server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
            print(server.server_port)
            server.serve_forever()
            """#, [self.directory])
    }

    func serve(_ text: String, at name: String) throws {
        try AtomicFile.replace(directory + "/" + name, with: Array(text.utf8))
    }
}

@Suite("Proof that consumers took a new value up")
struct AdoptionTests {
    private func definition(_ scene: Scene, _ adoption: String, kind: String = "jwt-eddsa") throws -> SecretDefinition {
        try scene.definition(
            """
            kind: \(kind)
            overlap: 2h
            adoption: {\(adoption), every: 10s, timeout: 1h}
            destinations: [{dotenv: {path: .env, key: KEY, previousKey: OLD}}]
            """)
    }

    struct Way: Sendable, CustomTestStringConvertible {
        let name: String
        var kind = "jwt-eddsa"
        let adoption: @Sendable (Consumer) -> String
        /// What the consumer serves once it uses a version.
        let answer: @Sendable (SecretVersion, JWTKey?, String) throws -> String
        var testDescription: String { name }
    }

    static let ways = [
        Way(
            name: "a field with the kid",
            adoption: { "http: {url: \"\($0.server.url("/a"))\", field: auth.kid, equals: kid}" },
            answer: { version, _, _ in #"{"auth": {"kid": "\#(version.keyID ?? "")"}}"# }),
        Way(
            name: "a body with the version", kind: "random",
            adoption: { "http: {url: \"\($0.server.url("/a"))\", equals: version}" },
            answer: { version, _, _ in "\(version.version)\n" }),
        Way(
            name: "a digest of the value", kind: "webhook-github",
            adoption: { "http: {url: \"\($0.server.url("/a"))\", field: sum, equals: sha256}" },
            answer: { _, _, value in
                #"{"sum": "\#(Hexadecimal.encode(SHA256.hash(Array(value.utf8))).prefix(12))"}"#
            }),
        Way(
            name: "a token", adoption: { "token: {url: \"\($0.server.url("/a"))\", field: access_token}" },
            answer: { _, key, _ in
                let key = try #require(key)
                return try #"{"access_token": "\#(JWT.sign(claims: ["sub": "u"], key: key))"}"#
            }),
        Way(
            name: "a token of a symmetric key", kind: "jwt-hs256",
            adoption: { "token: {url: \"\($0.server.url("/a"))\"}" },
            answer: { _, key, _ in
                let key = try #require(key)
                return try JWT.sign(claims: ["sub": "u"], key: key) + "\n"
            }),
        Way(
            name: "a command's output",
            adoption: { "command: {run: [cat, \"\($0.directory)/a\"], output: kid}" },
            answer: { version, _, _ in "\(version.keyID ?? "")\n" }),
        Way(
            name: "a command's status",
            adoption: { "command: {run: [sh, -c, 'test \"$(cat \($0.directory)/a)\" = \"$FIREBREAK_FINGERPRINT\"']}" },
            answer: { version, _, _ in version.fingerprint }),
        Way(
            name: "a key set", adoption: { "jwks: {url: \"\($0.server.url("/a"))\"}" },
            answer: { _, key, _ in
                let key = try #require(key)
                return try JWT.keySet([key]).compact
            }),
    ]

    private func answer(_ scene: Scene, _ way: Way, _ number: Int) throws -> String {
        let version = try #require(try scene.keyring.versions(of: "JWT_SECRET").first { $0.version == number })
        let kind = try #require(try scene.keyring.kind(of: "JWT_SECRET"))
        let value = try scene.keyring.value(of: "JWT_SECRET", number, kind.name).value
        let text = try #require(value.withSecret { $0.revealedText() })
        return try way.answer(version, kind.signingKey(value, keyID: version.keyID), text)
    }

    @Test("retiring waits for it, and an answer of before is none", arguments: ways)
    func proof(way: Way) throws {
        try Scene.run { scene in
            let consumer = try Consumer(in: scene.directory)
            let definition = try definition(scene, way.adoption(consumer), kind: way.kind)
            #expect(try scene.engine.rotate(definition).nextStep == nil, "a first version replaces nothing")
            try consumer.serve(answer(scene, way, 1), at: "a")

            // It answers 200 and keeps the old value.
            let begun = try scene.engine.rotate(definition)
            #expect(begun.nextStep == .adoption)
            #expect(begun.status == .done)
            #expect(begun.warnings.contains { $0.contains("it is not proven yet") })
            #expect(begun.nextStepAt == scene.clock.now + .seconds(10))
            #expect(try scene.engine.unfinished([definition]).isEmpty)
            scene.clock.pass(.seconds(10))
            #expect(try scene.engine.unfinished([definition]).count == 1)

            // A new rotation does not take the value away that is still in use.
            #expect(try scene.engine.rotate(definition).version == 2)

            let error = #expect(throws: SecretsError.self) { try scene.engine.retire(definition) }
            #expect(error?.status == .refused)
            #expect(try scene.stages() == [.previous, .current])

            try consumer.serve(answer(scene, way, 2), at: "a")
            let proven = try #require(try scene.engine.advance(definition))
            #expect(proven.nextStep == .retire)
            #expect(try scene.engine.history(definition).rotations.last?.adoptedAt != nil)
            scene.clock.pass(.seconds(7200))
            let done = try #require(try scene.engine.advance(definition))
            #expect(done.nextStep == nil)
            #expect(done.status == .done)
            #expect(try scene.stages() == [.retired, .current])
        }
    }

    @Test("without it until its time, the rotation is parked and says why; by hand it can be done without")
    func timeout() throws {
        try Scene.run { scene in
            let consumer = try Consumer(in: scene.directory)
            let definition = try definition(scene, Self.ways[0].adoption(consumer))
            _ = try scene.engine.rotate(definition)
            try consumer.serve(answer(scene, Self.ways[0], 1), at: "a")
            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(86_400))
            let outcome = try #require(try scene.engine.advance(definition, isScheduled: true))
            #expect(outcome.status == .partial)
            #expect(outcome.trouble?.step == .adoption)
            #expect(outcome.trouble?.isParked == true)
            #expect(outcome.trouble?.reason.contains("its field 'auth.kid' is not the kid of version 2") == true)
            #expect(try scene.engine.unfinished([definition]).isEmpty)
            #expect(try scene.stages() == [.previous, .current])
            #expect(try scene.value("OLD") == scene.revealedText(1))
            let retired = try scene.engine.retire(definition, unproven: true)
            #expect(retired.warnings.contains { $0.contains("without proof") })
            #expect(try scene.stages() == [.retired, .current])
            #expect(try scene.engine.parked([definition]).isEmpty)
        }
    }

    @Test("a key set that goes on showing the old key is not confirmed")
    func stillShown() throws {
        try Scene.run { scene in
            let consumer = try Consumer(in: scene.directory)
            let definition = try definition(scene, "jwks: {url: \"\(consumer.server.url("/a"))\"}")
            _ = try scene.engine.rotate(definition)
            try consumer.serve("{\"keys\": []}", at: "a")
            _ = try scene.engine.rotate(definition)
            try consumer.serve(JWT.keySet(scene.keyring.verificationKeys("JWT_SECRET")).compact, at: "a")
            _ = try scene.engine.advance(definition)
            scene.clock.pass(.seconds(7200))
            let withdrawn = try #require(try scene.engine.advance(definition))
            #expect(withdrawn.nextStep == .confirm)
            #expect(withdrawn.warnings.contains { $0.contains("still shows a retired key") })
            #expect(try scene.stages() == [.retired, .current])
            scene.clock.pass(.seconds(7200))
            #expect(try scene.engine.advance(definition)?.trouble?.isParked == true)
            try consumer.serve(JWT.keySet(scene.keyring.verificationKeys("JWT_SECRET")).compact, at: "a")
            #expect(try scene.engine.advance(definition)?.nextStep == nil)
            #expect(try scene.engine.parked([definition]).isEmpty)
        }
    }

    @Test("a status alone is taken, with a word on what it cannot tell")
    func statusOnly() throws {
        try Scene.run { scene in
            let consumer = try Consumer(in: scene.directory)
            try consumer.serve("fine", at: "health")
            let definition = try definition(scene, "http: {url: \"\(consumer.server.url("/health"))\"}")
            _ = try scene.engine.rotate(definition)
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.nextStep == .retire)
            #expect(outcome.warnings.contains { $0.contains("as it would with the old value") })
        }
    }

    @Test("a probe that nobody answers stops a rotation before anything is touched, but not an emergency")
    func unreachable() throws {
        try Scene.run { scene in
            _ = try scene.engine.rotate(scene.standard())
            let before = try scene.text()
            let broken = try scene.standard("adoption: {http: {url: \"http://127.0.0.1:9/\"}}")
            let error = #expect(throws: SecretsError.self) { try scene.engine.rotate(broken) }
            #expect(error?.message.contains("the adoption probe cannot be asked") == true)
            #expect(error?.status == .unavailable)
            #expect(try scene.text() == before)
            #expect(try scene.stages() == [.current])
            let outcome = try scene.engine.rotate(broken, compromised: true)
            #expect(
                outcome.warnings.contains { $0.contains("not proven to use version 2, and the old one is retired") })
            #expect(try scene.stages() == [.retired, .current])
        }
    }

    @Test("a reload by HTTP request is done after the promotion")
    func reloadRequest() throws {
        try withTemporaryDirectory { directory in
            let consumer = try Consumer(in: directory)
            let scene = try Scene(directory, reload: RequestReload())
            let definition = try scene.standard("reload: [{http: {url: \"\(consumer.server.url("/reload"))\"}}]")
            try consumer.serve("ok", at: "reload")
            _ = try scene.engine.rotate(definition)
            #expect(FileReader.exists(consumer.directory + "/hooked"))
            consumer.server.stop()
            let error = #expect(throws: SecretsError.self) { try scene.engine.rotate(definition) }
            #expect(error?.message.contains("cannot be run") == true)
        }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let text: String
        var kind = "jwt-eddsa"
        let message: String
        var testDescription: String { text }
    }

    @Test(
        "what is wrong with its configuration is said with line and column",
        arguments: [
            Bad(text: "{}", message: "asks nothing"),
            Bad(text: "{http: {url: \"ftp://x\"}}", message: "should be an http or https address"),
            Bad(text: "{http: {url: \"http://x\", field: a}}", message: "is compared with nothing"),
            Bad(text: "{http: {url: \"http://x\", equals: kit}}", message: "unknown value 'kit'"),
            Bad(text: "{htp: {url: \"http://x\"}}", message: "unknown key 'htp'"),
            Bad(text: "{http: {url: \"http://x\", equals: kid}}", kind: "random", message: "a random has no kid"),
            Bad(text: "{token: {url: \"http://x\"}}", kind: "webhook-slack", message: "signs no tokens"),
            Bad(text: "{jwks: {url: \"http://x\"}}", kind: "jwt-hs256", message: "is in no key set"),
            Bad(text: "{command: {run: []}}", message: "should be a program"),
            Bad(text: "{http: {url: \"http://x\"}, timeout: 0s}", message: "longer than nothing"),
        ])
    func configuration(bad: Bad) throws {
        try Scene.run { scene in
            let error = #expect(throws: (any Error).self) {
                try scene.definition("kind: \(bad.kind)\nadoption: \(bad.text)")
            }
            let message = (error as? any Failure)?.message ?? ""
            #expect(message.contains(bad.message))
            #expect(message.contains(":2:"), "\(message)")
        }
    }
}

/// Sends the requests of HTTP hooks.
struct RequestReload: ReloadRunner {
    func check(_ hook: ConsumerReload) throws { try hook.checkRequest([:]) }
    func run(_ hook: ConsumerReload) throws { try hook.sendRequest([:]) }
}

extension Scene {
    /// The text of a version as a destination holds it that says no format.
    func revealedText(_ version: Int) throws -> String? {
        let kind = try #require(try keyring.kind(of: "JWT_SECRET"))
        return try keyring.value(of: "JWT_SECRET", version, kind.name).value.withSecret {
            try kind.write($0, as: kind.formats[0]).revealedText()
        }
    }
}
