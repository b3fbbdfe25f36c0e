import Basics
import Cryptography
import Files
import Foundation
import JSON
import Processes
import Redis
import State
import Synchronization
import TestSupport
import Testing
import Tokens

@testable import Secrets

/// Verifiers beside the real program, in real time: tokens that live up to two seconds are issued and checked all the
/// while, as the program rotates their key with `publishAhead: 1s` and `overlap: 3s` and is killed again and again.
@Suite("A verifier beside the real program", .serialized)
struct VerifierKillTests {
    /// What the verifier goes by.
    enum Source: String, Sendable, CaseIterable { case keySet, redis }

    private static let rotations = FirebreakProgram.isSoaking ? 60 : 2

    @Test("refuses no token while the program rotates the key and is killed", arguments: Source.allCases)
    func follows(source: Source) throws {
        let redis = try RedisServer()
        let trap = try SystemTrap()
        try withTemporaryDirectory { directory in
            let entry =
                source == .keySet
                ? """
                kind: jwt-eddsa
                    publishAhead: 1s
                    overlap: 3s
                    destinations:
                      - jwks: {path: jwks.json}
                      - file: {path: key.pem, previousPath: old.pem}
                """
                : """
                kind: jwt-hs256
                    overlap: 3s
                    destinations:
                      - redis: {url: "\(redis.url)", key: now, previousKey: before}
                      - file: {path: key, previousPath: old}
                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array("secrets:\n  KEY:\n    \(entry)\n".utf8))
            let program = try FirebreakProgram(in: directory)
            let first = try program.run("secrets", "rotate", "KEY", "--yes")
            #expect(first.exitCode == 0, "\(first.errorText)")

            let verifier = Follower(directory, source == .redis ? redis.url : nil)
            let thread = BackgroundThread { try verifier.run() }
            defer {
                verifier.stop()
                _ = try? thread.join()
            }
            // How many boundaries the longest call of each command has: that of a tick which is due. A state on PostgreSQL has
            // more of them before the work begins.
            var counts: [String: Int] = [:]
            func count(_ arguments: [String]) throws {
                let file = directory + "/count"
                let result = try program.run(arguments, environment: trap.counting(to: file))
                #expect(result.exitCode == 0, "\(arguments): \(result.exitCode): \(result.errorText)")
                let counted = try #require(Int(FileReader.readText(file)))
                counts[arguments[0]] = max(counts[arguments[0]] ?? 1, counted)
            }
            var killed = 0
            var calls = 0
            func pass(_ arguments: [String]) throws {
                calls += 1
                // Every other call is left alone, so that they get on; the first is certain to be killed.
                let count = counts[arguments[0]] ?? 1
                let boundary = killed == 0 ? count / 2 : Int.random(in: 1...count)
                let result = try program.run(
                    arguments, environment: calls.isMultiple(of: 2) ? [:] : trap.killing(at: boundary))
                if result.exitCode == 137 { killed += 1 }
                #expect([0, 137].contains(result.exitCode), "\(arguments): \(result.exitCode): \(result.errorText)")
            }
            var version = 1
            /// Until the previous version is retired; whatever comes of each tick, the next one goes on.
            func settle(_ tick: ([String]) throws -> Void) throws {
                version += 1
                try waitUntil("version \(version) is the only one", within: .seconds(240)) {
                    try tick(["tick"])
                    let stages = try JSONValue(
                        parsing: program.run("secrets", "history", "KEY", "--json").standardOutput)["versions"]?
                        .arrayValue?.map { $0["stage"]?.stringValue ?? "" } ?? []
                    return stages.count == version && stages.last == "current" && !stages.contains("previous")
                        && !stages.contains("pending")
                }
            }
            try count(["secrets", "rotate", "KEY", "--yes"])
            try settle(count)
            for _ in 0..<Self.rotations {
                try pass(["secrets", "rotate", "KEY", "--yes"])
                let history = try JSONValue(parsing: program.run("secrets", "history", "KEY", "--json").standardOutput)
                let isBegun = (history["versions"]?.arrayValue?.count ?? 0) > version
                if !isBegun { #expect(try program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0) }
                try settle(pass)
            }
            verifier.stop()
            try thread.join()
            #expect(verifier.failures.isEmpty, "\(verifier.failures.prefix(5))")
            #expect(verifier.checks > 100, "\(verifier.checks)")
            #expect(killed > 0)
            if FirebreakProgram.isSoaking {
                print("verifier by \(source): \(verifier.checks) checks, \(killed) kills, \(verifier.failures.count) failures")
            }
        }
    }
}

/// Issues tokens with the keyring's current key and checks every one that is still good by what stands outside.
private final class Follower: Sendable {
    private struct State {
        var checks = 0
        var failures: [String] = []
        var isStopped = false
    }
    private let state = Mutex(State())
    private let directory: String
    private let redis: String?

    init(_ directory: String, _ redis: String?) { (self.directory, self.redis) = (directory, redis) }

    var checks: Int { state.withLock { $0.checks } }
    var failures: [String] { state.withLock { $0.failures } }
    func stop() { state.withLock { $0.isStopped = true } }

    func run() throws {
        let keyring = try Keyring(
            database: TestDatabase.make(in: directory),
            unlock: .keyFile(path: directory + "/.firebreak/keyring.key"), time: .system)
        var tokens: [(text: String, ends: Timestamp)] = []
        var keys: [JWTKey] = []
        var loadedAt = Timestamp(seconds: 0)
        while !state.withLock({ $0.isStopped }) {
            // The clock is read before the key: a token never lives longer after its key's end than it should.
            let issuedAt = TimeSource.system.now
            let key = try keyring.signingKey("KEY")
            let ends = Timestamp(seconds: issuedAt.seconds + 2)
            let claims: JSONObject = ["iat": .integer(issuedAt.seconds), "exp": .integer(ends.seconds)]
            tokens.append((try JWT.sign(claims: claims, key: key), ends))
            // A cache of half a second, which `publishAhead` is twice as long as.
            if TimeSource.system.now - loadedAt > .milliseconds(redis == nil ? 500 : 0) {
                loadedAt = TimeSource.system.now
                keys = try load()
            }
            let now = TimeSource.system.now
            tokens.removeAll { $0.ends <= now }
            for token in tokens {
                do throws(JWTError) {
                    _ = try JWT.verify(
                        token.text, keys: keys, expecting: JWTExpectations(leeway: .seconds(1), now: now))
                    state.withLock { $0.checks += 1 }
                } catch {
                    state.withLock { $0.failures.append("at \(now): \(error.message)") }
                }
            }
            usleep(20_000)
        }
    }

    /// What the verifier knows: the key set, or the current and the previous key in one reading.
    private func load() throws -> [JWTKey] {
        guard let redis else { return try JWT.keys(inSet: JSONValue(parsing: FileReader.read(directory + "/jwks.json"))) }
        var connection = try RedisConnection(RedisEndpoint(url: redis))
        return try (connection.command("MGET", "now", "before").elements ?? []).compactMap { reply in
            guard let text = reply.text, !text.isEmpty else { return nil }
            return JWTHS256Kind().signingKey(SecretBox(Secret(utf8: text)), keyID: nil)
        }
    }
}
