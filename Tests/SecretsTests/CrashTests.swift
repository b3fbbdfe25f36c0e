import Basics
import Cryptography
import Files
import State
import Synchronization
import TestSupport
import Testing

@testable import Secrets

/// Stops the engine at a chosen boundary.
final class Fuse: Sendable {
    private let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }
    /// True once: at the call that it was made for.
    func isBurnt() -> Bool {
        left.withLock { left in
            left -= 1
            return left == 0
        }
    }
    func pass() throws { if isBurnt() { throw Crash() } }
}

@Suite("A crash at every boundary")
struct CrashTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String
        var yaml = """
            kind: jwt-hs256
            publishAhead: 1h
            reload: [{run: [restart]}]
            destinations:
              - dotenv: {path: .env, key: KEY, previousKey: OLD, nextKey: NEXT}
              - dotenv: {path: b.env, key: KEY, previousKey: OLD, nextKey: NEXT}
              - dotenv: {path: c.env, key: KEY}
            """
        var env: String?
        var isCompromised = false
        var rollsBack = false
        /// Of how many boundaries one is tried, but for `FIREBREAK_SOAK=1`.
        var stride = 1
        var testDescription: String { name }
    }

    static let scenarios =
        [
            Scenario(name: "nothing there yet"),
            Scenario(
                name: "values to be adopted", env: "KEY=first-value-that-is-long-enough-for-hs256\nOLD=x\nNEXT=y\n"),
            Scenario(name: "compromised", env: "KEY=first-value-that-is-long-enough-for-hs256\n", isCompromised: true),
            Scenario(name: "rolled back", env: "KEY=first-value-that-is-long-enough-for-hs256\n", rollsBack: true),
            Scenario(
                name: "an asymmetric key",
                yaml: """
                    kind: jwt-eddsa
                    publishAhead: 1h
                    destinations:
                      - dotenv: {path: .env, key: KEY, previousKey: OLD}
                      - dotenv: {path: b.env, key: KEY, format: jwk}
                    """),
        ]
        // Every kind, at destinations of three types at once.
        + SecretKinds.names.filter { $0 != "redis-password" && !slow.contains($0) }.map { kind in
            Scenario(
                name: "\(kind) at three destinations",
                yaml: """
                    kind: \(kind)
                    publishAhead: 1h
                    destinations:
                      - dotenv: {path: .env, key: KEY, previousKey: OLD}
                      - file: {path: value.txt, previousPath: old.txt, nextPath: next.txt}
                      - dotenv: {path: c.env, key: KEY}
                    """,
                stride: 4)
        }

    /// Kinds whose keys take a second to make.
    static let slow = ["jwt-rs256", "jwt-ps256"]

    /// The whole life of two rotations; each call begins again what a crash interrupted.
    private func live(_ scene: Scene, _ scenario: Scenario, from stage: inout Int) throws {
        let definition = try scene.definition(scenario.yaml)
        if stage == 0 {
            _ = try scene.engine.rotate(definition)
            stage = 1
        }
        if stage == 1 {
            _ = try scene.engine.rotate(definition, compromised: scenario.isCompromised)
            stage = 2
        }
        if stage == 2 {
            scene.clock.pass(.seconds(3600))
            _ = try scene.engine.advance(definition)
            stage = 3
        }
        if stage == 3 {
            if scenario.rollsBack {
                do {
                    _ = try scene.engine.rollback(definition)
                } catch SecretsError.cannotRollBack {}
            }
            stage = 4
        }
        if stage == 4 {
            scene.clock.pass(.seconds(86_400))
            _ = try scene.engine.advance(definition)
            stage = 5
        }
    }

    /// Every value that stands in a file is one that the keyring holds.
    private func nothingIsLost(_ scene: Scene, _ boundary: Int) throws {
        let definition = try scene.definition("kind: jwt-hs256")
        let kind = try scene.keyring.kind(of: definition.name)
        guard let kind else { return }
        var known: Set<String> = []
        for version in try scene.keyring.versions(of: definition.name) {
            let stored = try scene.keyring.value(of: definition.name, version.version, kind.name)
            for format in kind.formats {
                let text = try stored.value.withSecret { value in
                    try (stored.form == .canonical ? kind.write(value, as: format) : value.copy()).revealedText()
                }
                known.insert(text ?? "")
            }
        }
        for file in [".env", "b.env", "c.env"] {
            for key in ["KEY", "OLD", "NEXT"] {
                guard let value = try scene.value(key, in: file) else { continue }
                #expect(known.contains(value), "boundary \(boundary): \(key) in \(file)")
            }
        }
    }

    /// A live version for whatever consumers may use.
    private func everythingIsAccepted(_ scene: Scene, _ boundary: Int) throws {
        guard let kind = try scene.keyring.kind(of: "JWT_SECRET") else { return }
        let live = try scene.keyring.versions(of: "JWT_SECRET").filter(\.stage.isLive)
        for (file, format) in [
            (".env", kind.formats[0]), ("b.env", kind.formats.last ?? .text), ("c.env", kind.formats[0]),
        ] {
            guard let value = try scene.value("KEY", in: file) else { continue }
            let isLive = try live.contains { version in
                let stored = try scene.keyring.value(of: "JWT_SECRET", version.version, kind.name)
                return try stored.value.withSecret { try kind.write($0, as: format).revealedText() } == value
            }
            #expect(isLive, "boundary \(boundary): the current value of \(file) is not accepted")
        }
    }

    @Test("loses nothing, and the next call finishes it", arguments: scenarios)
    func everyBoundary(scenario: Scenario) throws {
        var boundary = 0
        var isThrough = false
        // Which boundaries are left out in the short form differs from kind to kind.
        let stride = FirebreakProgram.isSoaking ? 1 : scenario.stride
        while !isThrough, boundary < 200 {
            boundary += boundary == 0 ? 1 + scenario.name.utf8.count % stride : stride
            isThrough = try withMemoryDirectory { directory in try crash(scenario, at: boundary, directory) }
        }
        #expect(boundary > 20, "the scenario has fewer boundaries than it should")
        #expect(boundary < 200)
    }

    /// Plays the scenario with one crash; true where it came to its end before the crash.
    private func crash(_ scenario: Scenario, at boundary: Int, _ directory: String) throws -> Bool {
        let reload = CountingReload()
        let clock = HandClock()
        var scene = try Scene(directory, clock: clock, reload: reload)
        if let env = scenario.env { try scene.write(env) }
        let fuse = Fuse(boundary)
        scene.engine.boundary = { _ in try fuse.pass() }
        var stage = 0
        var isThrough = true
        do {
            try live(scene, scenario, from: &stage)
        } catch is Crash {
            isThrough = false
            // What a dead process leaves: everything that was written, and nothing in memory.
            scene = try Scene(directory, clock: clock, reload: reload)
            // Before its rotation is on record, a secret's destinations were not even touched.
            if try !scene.engine.history(scene.definition(scenario.yaml)).rotations.isEmpty {
                try nothingIsLost(scene, boundary)
                try everythingIsAccepted(scene, boundary)
            }
            try live(scene, scenario, from: &stage)
        }
        try endIsRight(scene, scenario, boundary)
        return isThrough
    }

    private func endIsRight(_ scene: Scene, _ scenario: Scenario, _ boundary: Int) throws {
        let definition = try scene.definition(scenario.yaml)
        #expect(try scene.engine.advance(definition) == nil, "boundary \(boundary): something is left over")
        try nothingIsLost(scene, boundary)
        let versions = try scene.keyring.versions(of: "JWT_SECRET")
        let current = versions.filter { $0.stage == .current }
        #expect(current.count == 1)
        #expect(!versions.contains { $0.stage == .pending })
        if !scenario.rollsBack { #expect(!versions.contains { $0.stage == .previous }, "boundary \(boundary)") }
        let value = try scene.engine.reveal(definition)
        for destination in definition.destinations {
            let opened = try destination.open(scene.engine.context)
            let held = try opened.read()
            let text = try value.withSecret { try definition.kind.write($0, as: opened.format).revealedText() }
            #expect(held[.current]?.withSecret { $0.revealedText() } == text, "boundary \(boundary)")
            #expect(held[.next] == nil)
            if !scenario.rollsBack { #expect(held[.previous] == nil) }
        }
    }
}
