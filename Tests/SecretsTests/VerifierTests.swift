import Basics
import Cryptography
import Files
import JSON
import Synchronization
import TestSupport
import Testing
import Tokens

@testable import Secrets

/// A verifier that fetches the JWKS once an hour, and tokens that live two hours: the least that a rotation with
/// `publishAhead: 1h` and `overlap: 2h` has to carry.
private final class Verifier: Sendable {
    private struct State {
        var keys: [JWTKey] = []
        var fetchedAt: Timestamp?
        var tokens: [(text: String, issuedAt: Timestamp)] = []
        var checks = 0
        var failures: [String] = []
    }
    private let state = Mutex(State())
    private let path: String
    private let clock: HandClock

    init(path: String, clock: HandClock) { (self.path, self.clock) = (path, clock) }

    var checks: Int { state.withLock { $0.checks } }
    var failures: [String] { state.withLock { $0.failures } }

    /// Takes a token that was issued now, and checks every one that is still good.
    func check(issuing key: JWTKey, at moment: String) throws {
        let now = clock.now
        let token = try JWT.sign(
            claims: ["iat": .integer(now.seconds), "exp": .integer(now.seconds + 7200)], key: key)
        let set = try JSONValue(parsing: FileReader.read(path))
        try state.withLock { state in
            if state.fetchedAt.map({ $0 + .seconds(3600) <= now }) ?? true {
                state.keys = try JWT.keys(inSet: set)
                state.fetchedAt = now
            }
            state.tokens.removeAll { $0.issuedAt + .seconds(7200) <= now }
            state.tokens.append((token, now))
            for token in state.tokens {
                state.checks += 1
                do throws(JWTError) {
                    _ = try JWT.verify(
                        token.text, keys: state.keys, expecting: JWTExpectations(leeway: .zero, now: now))
                } catch {
                    state.failures.append("\(moment) at \(now): \(error.message)")
                }
            }
        }
    }
}

@Suite("A verifier that follows the JWKS")
struct VerifierTests {
    @Test("refuses no token while keys rotate, interrupted at random or not", arguments: [0, 1, 2] as [UInt64])
    func follows(seed: UInt64) throws {
        try withMemoryDirectory { directory in
            var random = SeededNumbers(seed: seed)
            var scene = try Scene(directory)
            let definition = try scene.definition(
                """
                kind: jwt-eddsa
                overlap: 2h
                publishAhead: 1h
                destinations:
                  - jwks: {path: jwks.json}
                  - dotenv: {path: .env, key: KEY, previousKey: OLD}
                """)
            _ = try scene.engine.rotate(definition)
            let verifier = Verifier(path: directory + "/jwks.json", clock: scene.clock)
            for step in 0..<150 {
                let fuse = Fuse(seed == 0 ? .max : Int.random(in: 1...30, using: &random))
                let keyring = scene.keyring
                scene.engine.boundary = { name in
                    try verifier.check(issuing: keyring.signingKey("JWT_SECRET"), at: name)
                    try fuse.pass()
                }
                do {
                    if step % 25 == 0 { _ = try scene.engine.rotate(definition) }
                    if try !scene.engine.unfinished([definition]).isEmpty { _ = try scene.engine.advance(definition) }
                } catch is Crash {
                    scene = try Scene(directory, clock: scene.clock)
                }
                try verifier.check(issuing: scene.keyring.signingKey("JWT_SECRET"), at: "step \(step)")
                scene.clock.pass(.seconds(600))
            }
            #expect(verifier.failures.isEmpty)
            #expect(verifier.checks > 1000)
            #expect(try scene.keyring.versions(of: "JWT_SECRET").count > 5)
        }
    }
}
