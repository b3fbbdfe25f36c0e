import Basics
import Cryptography
import Files
import Foundation
import State
import TestSupport
import Testing

@testable import Secrets

@Suite("Rotation, when something goes wrong")
struct RotationTroubleTests {
    private func two(_ scene: Scene) throws -> SecretDefinition {
        try scene.definition(
            """
            kind: jwt-hs256
            destinations:
              - dotenv: {path: a/.env, key: KEY, previousKey: OLD}
              - dotenv: {path: b/.env, key: KEY, previousKey: OLD}
            """)
    }

    private func scene(_ directory: String) throws -> Scene {
        for name in ["a", "b"] { try PrivateDirectory.ensure(directory + "/" + name) }
        return try Scene(directory)
    }

    /// Everything that must be as it was after a refusal.
    private func nothingHappened(_ scene: Scene, _ text: String?) throws {
        #expect(try scene.keyring.versions(of: "JWT_SECRET").isEmpty)
        if let text { #expect(try scene.text() == text) }
    }

    @Test(
        "an unfit destination stops it before anything is changed, with the right status",
        arguments: [
            ("JWT_SECRET=a\nJWT_SECRET=b\n", 0o600, Basics.ExitStatus.badInput),
            ("JWT_SECRET_PREVIOUS=a\nJWT_SECRET_PREVIOUS=b\n", 0o600, .badInput),
            ("JWT_SECRET=a\n", 0o400, .refused),
        ])
    func unfit(text: String, mode: Int, status: Basics.ExitStatus) throws {
        try Scene.run { scene in
            try scene.write(text)
            #expect(chmod(scene.directory + "/.env", mode_t(mode)) == 0)
            let error = #expect(throws: SecretsError.self) { try scene.engine.rotate(scene.standard()) }
            #expect(error?.status == status)
            #expect(error?.message.hasPrefix("dotenv:.env#JWT_SECRET: ") == true)
            try nothingHappened(scene, text)
            #expect(throws: SecretsError.self) { try scene.engine.plan(scene.standard()) }
        }
    }

    @Test("the second of two destinations is checked before the first is written")
    func checkedFirst() throws {
        try withTemporaryDirectory { directory in
            let scene = try scene(directory)
            try scene.write("KEY=1\nKEY=2\n", to: "b/.env")
            #expect(throws: SecretsError.self) { try scene.engine.rotate(two(scene)) }
            try nothingHappened(scene, nil)
            #expect(try scene.value("KEY", in: "a/.env") == nil)
        }
    }

    @Test("a folder that is missing is an error")
    func missingFolder() throws {
        try Scene.run { scene in
            let definition = try scene.definition("kind: random\ndestinations: [{dotenv: {path: no/.env, key: K}}]")
            let error = #expect(throws: SecretsError.self) { try scene.engine.rotate(definition) }
            #expect(error?.status == .inputNotFound)
            try nothingHappened(scene, nil)
        }
    }

    @Test("one destination that fails in the middle leaves a rotation that the next call finishes")
    func partial() throws {
        try withTemporaryDirectory { directory in
            var scene = try scene(directory)
            let definition = try two(scene)
            _ = try scene.engine.rotate(definition)
            let second = directory + "/b/.env"
            scene.engine.boundary = { name in
                if name == "created" { #expect(chmod(second, 0o400) == 0) }
            }
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.status == .partial)
            #expect(outcome.stage == .pending)
            #expect(outcome.destinations.map(\.state) == ["written", "failed"])
            #expect(outcome.nextStep == .promote)
            #expect(outcome.nextStepAt == nil)
            #expect(outcome.warnings.contains { $0.contains("b/.env") && $0.contains("read-only") })
            #expect(try scene.value("KEY", in: "a/.env") == scene.revealed(2))
            #expect(try scene.value("KEY", in: "b/.env") == scene.revealed(1))
            // Both are accepted meanwhile, and the current one still signs.
            #expect(try scene.keyring.liveVersions("JWT_SECRET").map(\.version.version) == [1, 2])

            #expect(try scene.engine.rotate(definition).status == .partial)
            #expect(chmod(second, 0o600) == 0)
            scene.engine.boundary = { _ in }
            let finished = try scene.engine.rotate(definition)
            #expect(finished.rotation == outcome.rotation)
            #expect(finished.version == 2)
            #expect(finished.status == .done)
            #expect(finished.warnings.contains { $0.contains("had been interrupted and was carried on") })
            #expect(try scene.value("KEY", in: "b/.env") == scene.revealed(2))
            #expect(try scene.value("OLD", in: "b/.env") == scene.revealed(1))
        }
    }

    @Test("a partial promotion can be rolled back")
    func partialRollback() throws {
        try withTemporaryDirectory { directory in
            var scene = try scene(directory)
            let definition = try two(scene)
            _ = try scene.engine.rotate(definition)
            let before = (try scene.text("a/.env"), try scene.text("b/.env"))
            let second = directory + "/b/.env"
            scene.engine.boundary = { if $0 == "created" { #expect(chmod(second, 0o400) == 0) } }
            _ = try scene.engine.rotate(definition)
            #expect(chmod(second, 0o600) == 0)
            let outcome = try scene.engine.rollback(definition)
            #expect(outcome.status == .done)
            #expect(try scene.text("a/.env") == before.0)
            #expect(try scene.text("b/.env") == before.1)
            #expect(try scene.stages() == [.current, .retired])
        }
    }

    @Test("where the first destination fails, the rotation is given up and its error thrown")
    func abandoned() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            _ = try scene.engine.rotate(definition)
            let before = try scene.text()
            let path = scene.directory + "/.env"
            scene.engine.boundary = { if $0 == "created" { #expect(chmod(path, 0o400) == 0) } }
            let error = #expect(throws: SecretsError.self) { try scene.engine.rotate(definition) }
            #expect(error?.status == .refused)
            #expect(try scene.text() == before)
            #expect(try scene.stages() == [.current, .retired])
            #expect(chmod(path, 0o600) == 0)
            scene.engine.boundary = { _ in }
            #expect(try scene.engine.rotate(definition).version == 3)
        }
    }

    @Test("in an emergency the other destinations are not left out because of one")
    func emergencyGoesOn() throws {
        try withTemporaryDirectory { directory in
            var scene = try scene(directory)
            let definition = try two(scene)
            _ = try scene.engine.rotate(definition)
            let first = directory + "/a/.env"
            scene.engine.boundary = { if $0 == "created" { #expect(chmod(first, 0o400) == 0) } }
            let outcome = try scene.engine.rotate(definition, compromised: true)
            #expect(outcome.destinations.map(\.state) == ["failed", "written"])
            #expect(outcome.status == .partial)
            #expect(chmod(first, 0o600) == 0)
            let finished = try scene.engine.rotate(definition, compromised: true)
            #expect(finished.rotation == outcome.rotation)
            #expect(finished.status == .done)
            #expect(try scene.stages() == [.retired, .current])
        }
    }

    @Test("a compromise takes the place of a rotation that waits with its next value in the open")
    func compromisedWhilePublished() throws {
        try Scene.run { scene in
            let definition = try scene.definition(
                """
                kind: jwt-hs256
                publishAhead: 1h
                destinations: [{dotenv: {path: .env, key: KEY, previousKey: OLD, nextKey: NEXT}}]
                """)
            _ = try scene.engine.rotate(definition)
            _ = try scene.engine.rotate(definition)
            let outcome = try scene.engine.rotate(definition, compromised: true)
            #expect(outcome.version == 3)
            #expect(try scene.stages() == [.retired, .retired, .current])
            #expect(try scene.text() == "KEY=\(scene.revealed(3) ?? "")\n")
        }
    }

    @Test("somebody at work on the secret: busy")
    func busy() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            let other = try scene.reopened()
            let same = definition
            scene.engine.boundary = { name in
                guard name == "created" else { return }
                let error = #expect(throws: LeaseError.self) { try other.engine.rotate(same) }
                #expect(error?.status == .busy)
            }
            #expect(try scene.engine.rotate(definition).version == 1)
            // Another secret is not held up.
            #expect(try other.engine.rotate(definition).version == 2)
        }
    }

    @Test("another kind in the configuration than in the keyring")
    func kindChanged() throws {
        try Scene.run { scene in
            _ = try scene.engine.rotate(scene.standard())
            let changed = try scene.definition("kind: jwt-eddsa")
            let error = #expect(throws: SecretsError.self) { try scene.engine.rotate(changed) }
            #expect(error?.status == .configuration)
        }
    }

    @Test("who writes between our reading and our writing is not overwritten")
    func race() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            _ = try scene.engine.rotate(definition)
            let copy = scene
            let fuse = Fuse(1)
            scene.engine.boundary = { name in
                if name.hasPrefix("before writing"), fuse.isBurnt() { try copy.write("JWT_SECRET=by-somebody-else\n") }
            }
            let error = #expect(throws: SecretsError.self) { try scene.engine.rotate(definition) }
            #expect(error?.status == .busy)
            #expect(try scene.text() == "JWT_SECRET=by-somebody-else\n")
            #expect(try scene.stages() == [.current, .retired])
            #expect(try scene.engine.rotate(definition).status == .done)
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == "by-somebody-else")
        }
    }

    @Test("a value that somebody puts in by hand is never lost", arguments: ["created", "promoted"])
    func meddling(moment: String) throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            _ = try scene.engine.rotate(definition)
            let copy = scene
            let fuse = Fuse(1)
            scene.engine.boundary = { name in
                if name == moment, fuse.isBurnt() {
                    try copy.write("JWT_SECRET=meddled-with-but-long-enough-for-hs256\n")
                }
            }
            _ = try scene.engine.rotate(definition)
            scene.engine.boundary = { _ in }
            let known = try (1...scene.keyring.versions(of: "JWT_SECRET").count).map { try scene.revealed($0) }
            if moment == "promoted" {
                // It stands there still: retiring would leave its consumers with nothing valid.
                scene.clock.pass(.seconds(86_400))
                let outcome = try #require(try scene.engine.advance(definition))
                #expect(outcome.status == .partial)
                #expect(outcome.nextStep == .retire)
                #expect(try scene.value("JWT_SECRET") == "meddled-with-but-long-enough-for-hs256")
                #expect(try scene.revealed(3) == "meddled-with-but-long-enough-for-hs256")
                #expect(try scene.keyring.versions(of: "JWT_SECRET")[2].stage == .previous)
                let next = try scene.engine.rotate(definition)
                #expect(next.status == .done)
                #expect(try scene.value("JWT_SECRET_PREVIOUS") == "meddled-with-but-long-enough-for-hs256")
            } else {
                #expect(known.contains("meddled-with-but-long-enough-for-hs256"))
                #expect(try scene.value("JWT_SECRET_PREVIOUS") == "meddled-with-but-long-enough-for-hs256")
            }
        }
    }

    @Test("a reload hook that fails is tried again, and nothing is retired before")
    func reloadFails() throws {
        try withTemporaryDirectory { directory in
            let reload = CountingReload()
            let scene = try Scene(directory, reload: reload)
            let definition = try scene.standard("reload: [{run: [restart]}]")
            _ = try scene.engine.rotate(definition)
            reload.setBroken(true)
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.status == .partial)
            #expect(outcome.nextStep == .reload)
            #expect(outcome.stage == .current)
            #expect(outcome.warnings.contains { $0.contains("'restart' failed") })
            scene.clock.pass(.seconds(100_000))
            #expect(try scene.engine.advance(definition)?.status == .partial)
            #expect(try scene.stages() == [.previous, .current])
            reload.setBroken(false)
            #expect(try scene.engine.advance(definition)?.nextStep == nil)
            #expect(try scene.stages() == [.retired, .current])
            #expect(reload.runs.count == 2)
        }
    }

    @Test("a destination that the configuration loses or gains in the middle")
    func configurationChanges() throws {
        try withTemporaryDirectory { directory in
            let scene = try scene(directory)
            let one = try scene.definition(
                "kind: jwt-hs256\ndestinations: [{dotenv: {path: a/.env, key: KEY, previousKey: OLD}}]")
            _ = try scene.engine.rotate(one)
            _ = try scene.engine.rotate(one)
            let other = try scene.definition(
                "kind: jwt-hs256\ndestinations: [{dotenv: {path: b/.env, key: KEY, previousKey: OLD}}]")
            scene.clock.pass(.seconds(86_400))
            let outcome = try #require(try scene.engine.advance(other))
            #expect(outcome.status == .partial, "the new destination holds nothing yet")
            #expect(outcome.warnings.contains { $0.contains("a/.env#KEY is no longer configured") })
            let next = try scene.engine.rotate(other)
            #expect(next.status == .done)
            #expect(try scene.value("KEY", in: "b/.env") == scene.revealed(3))
            #expect(try scene.value("OLD", in: "b/.env") == scene.revealed(2))
        }
    }
}
