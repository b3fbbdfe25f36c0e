import Basics
import Cryptography
import Files
import Foundation
import TestSupport
import Testing

@testable import Secrets

@Suite("A rehearsal")
struct RehearsalTests {
    private func definition(_ scene: Scene, _ more: String = "") throws -> SecretDefinition {
        try scene.definition(
            """
            kind: jwt-hs256
            publishAhead: 1h
            overlap: 2h
            \(more)
            destinations:
              - dotenv: {path: .env, key: KEY, previousKey: OLD, nextKey: NEXT}
              - file: {path: value.txt, previousPath: old.txt}
            """
        ).adding(MoodyDestination(place: MoodyPlace()))
    }

    /// Every file of a folder with its content, apart from locks and the database's own.
    private func contents(_ scene: Scene) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in [".env", "value.txt", "old.txt"] {
            found[name] = try FileReader.readIfPresent(scene.directory + "/" + name, limit: 1 << 20)
        }
        return found
    }

    @Test("goes through every step and says how long each took; nothing real changes")
    func everyStep() throws {
        try withTemporaryDirectory { directory in
            let reload = CountingReload()
            let scene = try Scene(directory, reload: reload)
            let definition = try definition(scene, "reload: [{run: [restart]}]")
            _ = try scene.engine.rotate(definition)
            let before = try contents(scene)
            let history = try scene.engine.history(definition)
            let runs = reload.runs.count
            let report = try scene.engine.rehearse(definition)
            #expect(report.steps.map(\.step) == [.create, .publish, .promote, .reload, .retire])
            #expect(report.steps.allSatisfy { $0.seconds >= 0 })
            #expect(report.destinations.map(\.shadow) == ["copy", "copy", "memory"])
            #expect(report.destinations.map(\.name) == definition.destinations.map(\.name))
            #expect(report.destinations.allSatisfy { $0.writeSeconds > 0 })
            #expect(report.warnings.contains { $0.contains("checked and not run") })
            #expect(try contents(scene) == before)
            #expect(try scene.engine.history(definition).versions == history.versions)
            #expect(try scene.engine.history(definition).rotations.count == history.rotations.count)
            #expect(reload.runs.count == runs)
            let left = try FileManager.default.contentsOfDirectory(atPath: directory + "/.firebreak/locks")
            #expect(!left.contains { $0.hasPrefix("rehearsal") }, "\(left)")
        }
    }

    @Test("what a killed one has left is removed by the next and by tick; one that goes on is left alone")
    func killed() throws {
        try Scene.run { scene in
            let locks = scene.directory + "/.firebreak/locks"
            let left = { try FileManager.default.contentsOfDirectory(atPath: locks).filter { $0.hasPrefix("rehearsal-") } }
            func leave(_ name: String) throws {
                try FileManager.default.createDirectory(
                    atPath: "\(locks)/rehearsal-\(name)", withIntermediateDirectories: true)
                try AtomicFile.create("\(locks)/rehearsal-\(name)/state.db", [1])
            }
            try leave("dead")
            try leave("alive")
            let lock = try FileLock(path: locks + "/rehearsal-alive.lock")
            scene.engine.removeAbandonedRehearsals()
            #expect(Set(try left()) == ["rehearsal-alive", "rehearsal-alive.lock"])
            withExtendedLifetime(lock) {}
            try leave("dead")
            _ = try scene.engine.rehearse(definition(scene))
            #expect(try left().contains("rehearsal-dead") == false)
        }
    }

    @Test("of a secret that has no version yet makes none")
    func first() throws {
        try Scene.run { scene in
            let definition = try definition(scene)
            let report = try scene.engine.rehearse(definition)
            #expect(report.steps.map(\.step).contains(.promote))
            #expect(try contents(scene).isEmpty)
            #expect(try scene.keyring.kind(of: "JWT_SECRET") == nil)
        }
    }

    @Test("fails where the rotation would")
    func wouldFail() throws {
        try withTemporaryDirectory { directory in
            let scene = try Scene(directory, reload: CountingReload())
            let error = #expect(throws: SecretsError.self) {
                try scene.engine.rehearse(definition(scene, "reload: [{run: [missing]}]"))
            }
            #expect(error?.message.contains("cannot be run") == true)
        }
    }
}
