import Basics
import Configuration
import Cryptography
import Files
import Foundation
import State
import TestSupport
import Testing
import Tokens

@testable import Secrets

@Suite("Rotation, as it goes when nothing goes wrong")
struct RotationTests {
    @Test("the first rotation makes version 1 and is finished at once")
    func first() throws {
        try Scene.run { scene in
            let outcome = try scene.engine.rotate(scene.standard())
            #expect(outcome.version == 1)
            #expect(outcome.previousVersion == nil)
            #expect(outcome.stage == .current)
            #expect(outcome.nextStep == nil)
            #expect(outcome.status == .done)
            #expect(outcome.residualTrustSeconds == 0)
            #expect(outcome.destinations == [.init(name: "dotenv:.env#JWT_SECRET", state: "written")])
            #expect(try scene.value("JWT_SECRET") == scene.revealed(1))
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == nil)
            #expect(outcome.warnings == [])
        }
    }

    @Test("the replaced value stays valid for the overlap, then is taken away")
    func overlap() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            _ = try scene.engine.rotate(definition)
            let begun = scene.clock.now
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.version == 2)
            #expect(outcome.previousVersion == 1)
            #expect(outcome.nextStep == .retire)
            #expect(outcome.nextStepAt == begun + .seconds(86_400))
            #expect(outcome.residualTrustSeconds == 86_400)
            #expect(outcome.status == .done)
            #expect(try scene.value("JWT_SECRET") == scene.revealed(2))
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == scene.revealed(1))
            #expect(try scene.stages() == [.previous, .current])
            #expect(try scene.keyring.liveVersions("JWT_SECRET").map(\.version.version) == [2, 1])

            scene.clock.pass(.seconds(86_399))
            #expect(try scene.engine.unfinished([definition]).isEmpty)
            #expect(try scene.engine.advance(definition)?.nextStep == .retire)
            #expect(try scene.value("JWT_SECRET_PREVIOUS") != nil)

            scene.clock.pass(.seconds(1))
            #expect(try scene.engine.unfinished([definition]).count == 1)
            let end = try #require(try scene.engine.advance(definition))
            #expect(end.nextStep == nil)
            #expect(end.destinations.map(\.state) == ["retired"])
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == nil)
            #expect(try scene.stages() == [.retired, .current])
            #expect(try scene.engine.advance(definition) == nil)
            // The retired value is still sealed.
            #expect(try scene.revealed(1)?.utf8.count == 43)
        }
    }

    @Test("what a destination holds already is taken into the keyring and becomes the previous value")
    func adoption() throws {
        try Scene.run { scene in
            try scene.write("JWT_SECRET=an-old-secret-that-is-long-enough-for-hs256\nJWT_SECRET_PREVIOUS=\"older\"\n")
            let outcome = try scene.engine.rotate(scene.standard())
            #expect(outcome.version == 3)
            #expect(outcome.previousVersion == 2)
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == "an-old-secret-that-is-long-enough-for-hs256")
            #expect(try scene.revealed(1) == "older")
            #expect(try scene.revealed(2) == "an-old-secret-that-is-long-enough-for-hs256")
            #expect(try scene.stages() == [.previous, .previous, .current])
            #expect(outcome.nextStep == .retire)
            #expect(outcome.warnings.contains { $0.contains("version 1 is weak: it is shorter than the 32 bytes") })
            #expect(!outcome.warnings.contains { $0.contains("version 2 is weak") })
            scene.clock.pass(.seconds(86_400))
            _ = try scene.engine.advance(scene.standard())
            #expect(try scene.stages() == [.retired, .retired, .current])
            #expect(try scene.text() == "JWT_SECRET=\(try scene.revealed(3) ?? "")\n")
        }
    }

    @Test("a value that is none of the kind is kept as it is")
    func foreignAdoption() throws {
        try Scene.run { scene in
            try scene.write("KEY=changeme\n")
            let definition = try scene.definition(
                "kind: jwt-eddsa\ndestinations: [{dotenv: {path: .env, key: KEY, previousKey: OLD}}]")
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.previousVersion == 1)
            #expect(try scene.value("OLD") == "changeme")
            #expect(outcome.warnings.contains { $0.contains("version 1 is not a jwt-eddsa") })
            // It neither signs nor verifies.
            #expect(try scene.keyring.verificationKeys("JWT_SECRET").count == 1)
            #expect(try scene.engine.rollback(definition).status == .done)
            #expect(try scene.text() == "KEY=changeme\n")
            #expect(throws: SecretsError.self) { try scene.keyring.signingKey("JWT_SECRET") }
        }
    }

    @Test("compromised: no overlap, the old version is retired at once")
    func compromised() throws {
        try Scene.run { scene in
            let definition = try scene.standard("publishAhead: 1h")
            _ = try scene.engine.rotate(definition)
            _ = try scene.engine.rotate(definition)
            let outcome = try scene.engine.rotate(definition, compromised: true)
            #expect(outcome.version == 3)
            #expect(outcome.previousVersion == 2)
            #expect(outcome.nextStep == nil)
            #expect(outcome.residualTrustSeconds == 0)
            #expect(try scene.value("JWT_SECRET") == scene.revealed(3))
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == nil)
            #expect(try scene.stages() == [.retired, .retired, .current])
            #expect(outcome.warnings.contains { $0.contains("no reload hook is configured") })
            #expect(throws: SecretsError.self) { try scene.engine.rollback(definition) }
        }
    }

    @Test("an asymmetric key is compromised for as long as the JWKS may be cached")
    func compromisedKeySet() throws {
        try Scene.run { scene in
            let definition = try scene.definition("kind: jwt-eddsa\npublishAhead: 10m")
            _ = try scene.engine.rotate(definition)
            let outcome = try scene.engine.rotate(definition, compromised: true)
            #expect(outcome.residualTrustSeconds == 600)
            #expect(outcome.warnings.contains { $0.contains("cache the JWKS may accept the old key for another 10m") })
            let unknown = try scene.definition("kind: jwt-eddsa", name: "B")
            _ = try scene.engine.rotate(unknown)
            #expect(try scene.engine.rotate(unknown, compromised: true).residualTrustSeconds == 3600)
        }
    }

    @Test("a key set shows the next key before it signs")
    func publishAhead() throws {
        try Scene.run { scene in
            let definition = try scene.definition(
                """
                kind: jwt-eddsa
                publishAhead: 1h
                destinations: [{dotenv: {path: .env, key: KEY, previousKey: OLD, nextKey: NEXT}}]
                """)
            let first = try scene.engine.rotate(definition)
            #expect(first.nextStep == nil, "the first version has nobody to wait for")
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.stage == .pending)
            #expect(outcome.nextStep == .promote)
            #expect(outcome.nextStepAt == scene.clock.now + .seconds(3600))
            #expect(outcome.destinations.map(\.state) == ["published"])
            #expect(try scene.value("NEXT") != nil)
            let pending = try scene.value("NEXT")
            #expect(try scene.keyring.publishedKeys().count == 2)
            #expect(
                try scene.keyring.signingVersion("JWT_SECRET").keyID
                    == scene.keyring.versions(of: "JWT_SECRET")[0].keyID)

            let again = try scene.engine.rotate(definition)
            #expect(again.rotation == outcome.rotation)
            #expect(again.warnings.contains { $0.contains("no new one was begun") })

            scene.clock.pass(.seconds(3600))
            let promoted = try #require(try scene.engine.advance(definition))
            #expect(promoted.stage == .current)
            #expect(promoted.nextStep == .retire)
            #expect(try scene.value("KEY") == pending)
            #expect(try scene.value("NEXT") == nil)
            #expect(try scene.value("OLD") != nil)
            #expect(try scene.keyring.publishedKeys().count == 2)
        }
    }

    @Test("where nothing can show the next value it is not waited for, and the receipt says so")
    func noPlaceToPublish() throws {
        try Scene.run { scene in
            let definition = try scene.standard("publishAhead: 1h")
            _ = try scene.engine.rotate(definition)
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.stage == .current)
            #expect(outcome.warnings.contains { $0.hasPrefix("publishAhead is not waited for") })
        }
    }

    @Test("an overlap of nothing retires at once; a destination without previousKey is named")
    func noOverlap() throws {
        try Scene.run { scene in
            let definition = try scene.standard("overlap: 0s")
            _ = try scene.engine.rotate(definition)
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.nextStep == nil)
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == nil)
            #expect(try scene.stages() == [.retired, .current])
            let single = try scene.definition(
                "kind: random\ndestinations: [{dotenv: {path: .env, key: API}}]", name: "API")
            _ = try scene.engine.rotate(single)
            let warned = try scene.engine.rotate(single)
            #expect(
                warned.warnings == [
                    "dotenv:.env#API has no place for a previous value: its consumers know only one value"
                ])
            #expect(warned.nextStep == .retire)
        }
    }

    @Test("rotating again before the overlap has passed is done, and what it cuts short is said")
    func supersede() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            for _ in 0..<2 { _ = try scene.engine.rotate(definition) }
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.version == 3)
            #expect(outcome.warnings.contains { $0.hasPrefix("version 1 left the destinations before its overlap") })
            // It is still accepted by firebreak itself.
            #expect(try scene.stages() == [.previous, .previous, .current])
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == scene.revealed(2))
            scene.clock.pass(.seconds(86_400))
            _ = try scene.engine.advance(definition)
            #expect(try scene.stages() == [.retired, .retired, .current])
            #expect(try scene.engine.history(definition).rotations.map(\.state) == [.retired, .superseded, .retired])
        }
    }

    @Test("rotating after the overlap has passed retires first")
    func retireThenRotate() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            for _ in 0..<2 { _ = try scene.engine.rotate(definition) }
            scene.clock.pass(.seconds(86_400))
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.version == 3)
            #expect(
                outcome.warnings == [
                    "the previous value is gone from dotenv:.env#JWT_SECRET: who read it there when starting accepts it "
                        + "until started anew"
                ])
            #expect(try scene.stages() == [.retired, .previous, .current])
        }
    }

    @Test("rollback puts everything back, until the previous value is retired")
    func rollback() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            try scene.write("A=1\nJWT_SECRET='by hand'\nB=2\n")
            let before = try scene.text()
            _ = try scene.engine.rotate(definition)
            let outcome = try scene.engine.rollback(definition)
            #expect(outcome.status == .done)
            #expect(outcome.destinations.map(\.state) == ["restored"])
            #expect(outcome.nextStep == nil)
            #expect(try scene.text() == before)
            #expect(try scene.stages() == [.current, .retired])
            #expect(throws: SecretsError.self) { try scene.engine.rollback(definition) }

            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(86_400))
            _ = try scene.engine.advance(definition)
            let error = #expect(throws: SecretsError.self) { try scene.engine.rollback(definition) }
            #expect(error?.status == .refused)
        }
    }

    @Test("rollback of a value that is only published takes it away again")
    func rollbackPublished() throws {
        try Scene.run { scene in
            let definition = try scene.definition(
                """
                kind: jwt-hs256
                publishAhead: 1h
                destinations: [{dotenv: {path: .env, key: KEY, nextKey: NEXT}}]
                """)
            _ = try scene.engine.rotate(definition)
            let before = try scene.text()
            #expect(try scene.engine.rotate(definition).stage == .pending)
            _ = try scene.engine.rollback(definition)
            #expect(try scene.text() == before)
            #expect(try scene.stages() == [.current, .retired])
            #expect(try scene.engine.rotate(definition).version == 3)
        }
    }

    @Test("a first version cannot be rolled back")
    func rollbackFirst() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            _ = try scene.engine.rotate(definition)
            #expect(throws: SecretsError.self) { try scene.engine.rollback(definition) }
        }
    }

    @Test("retire ends the overlap early")
    func retire() throws {
        try Scene.run { scene in
            let definition = try scene.standard()
            #expect(throws: SecretsError.self) { try scene.engine.retire(definition) }
            for _ in 0..<2 { _ = try scene.engine.rotate(definition) }
            let outcome = try scene.engine.retire(definition)
            #expect(outcome.nextStep == nil)
            #expect(try scene.value("JWT_SECRET_PREVIOUS") == nil)
            #expect(try scene.stages() == [.retired, .current])
        }
    }

    @Test("reload hooks run once, after the promotion")
    func reload() throws {
        try withTemporaryDirectory { directory in
            let reload = CountingReload()
            let scene = try Scene(directory, reload: reload)
            let definition = try scene.standard("reload: [{run: [a, b]}, {run: [c]}]")
            _ = try scene.engine.rotate(definition)
            #expect(reload.runs.map(\.arguments) == [["a", "b"], ["c"]])
            #expect(reload.runs.first?.directory == directory)
            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(86_400))
            _ = try scene.engine.advance(definition)
            #expect(reload.runs.count == 4)
        }
    }
}
