import Basics
import JSON
import TestSupport
import Testing

@testable import Secrets

/// Against a stand-in: see `StandInServer`. Vercel takes one variable in a request, so that a change of several has boundaries
/// between its requests, and before the deployment that it asks for.
@Suite("A rotation at Vercel that is killed between its requests, against a stand-in")
struct VercelCrashTests {
    /// What is under way when it is killed.
    enum Life: String, Sendable, CaseIterable { case first, routine, emergency, rollback, retirement }

    private func engine(_ scene: Scene, _ server: StandInServer, _ fuse: Fuse? = nil) -> RotationEngine {
        var engine = RotationEngine(
            keyring: scene.keyring, database: scene.database, time: scene.clock.source,
            environment: ["T": "v3rcel", "HOOK": server.server.url("/hook")],
            lockDirectory: scene.directory + "/.firebreak")
        if let fuse { engine.boundary = { _ in try fuse.pass() } }
        return engine
    }

    /// The second call of a rotation, a rollback or `advance`, with which what came before is brought to an end.
    private func live(_ life: Life, _ engine: RotationEngine, _ definition: SecretDefinition) throws {
        switch life {
        case .first, .routine: _ = try engine.rotate(definition)
        case .emergency: _ = try engine.rotate(definition, compromised: true)
        case .rollback: _ = try engine.rollback(definition)
        case .retirement: _ = try engine.advance(definition)
        }
    }

    @Test(
        "the keyring has every value that Vercel holds; the next call completes it, and a deployment has what stands there",
        arguments: Life.allCases, ["encrypted", "sensitive"])
    func crashes(life: Life, type: String) throws {
        let server = try StandInServer()
        var boundary = 0
        var isThrough = false
        while !isThrough, boundary < 100 {
            boundary += 1
            isThrough = try withMemoryDirectory { directory in
                try server.evaluate("[vercel.clear(), counts.update(deployed={})]")
                let scene = try Scene(directory)
                let definition = try scene.definition(
                    """
                    kind: jwt-hs256
                    overlap: 1h
                    destinations:
                      - vercel: {url: "\(server.server.url())", token: "${env:T}", project: shop, team: team_1, key: JWT,
                                 previousKey: JWT_OLD, target: [production], type: \(type), deployHook: "${env:HOOK}"}
                    """)
                if life != .first { _ = try engine(scene, server).rotate(definition) }
                if life == .rollback || life == .retirement { _ = try engine(scene, server).rotate(definition) }
                if life == .retirement { scene.clock.pass(.seconds(3600)) }
                var isDone = true
                do {
                    try live(life, engine(scene, server, Fuse(boundary)), definition)
                } catch is Crash {
                    isDone = false
                }
                let known = try scene.keyring.versions(of: "JWT_SECRET").map { try scene.revealed($0.version) }
                let held = try held(server)
                for value in held.values { #expect(known.contains(value), "boundary \(boundary)") }

                let next = try scene.reopened()
                let again = engine(next, server)
                for due in try again.unfinished([definition]) {
                    #expect(try again.advance(due, isScheduled: true)?.status == .done, "boundary \(boundary)")
                }
                if try again.history(definition).versions.isEmpty { _ = try again.rotate(definition) }
                #expect(try again.unfinished([definition]).isEmpty, "boundary \(boundary)")
                let versions = try next.keyring.versions(of: "JWT_SECRET")
                let current = try #require(versions.first { $0.stage == .current })
                let previous = versions.first { $0.stage == .previous }
                var wanted = ["JWT": try next.revealed(current.version)]
                if let previous { wanted["JWT_OLD"] = try next.revealed(previous.version) }
                #expect(try self.held(server) == wanted, "boundary \(boundary)")
                #expect(try deployed(server) == wanted, "boundary \(boundary): no deployment has it")
                return isDone
            }
        }
        #expect(boundary > 5 && boundary < 100)
    }

    /// The variables as they stand there, by their keys.
    private func held(_ server: StandInServer) throws -> [String: String?] {
        try texts(server.evaluate("{e['key']: e['value'] for e in vercel}"))
    }

    /// The variables of the last deployment.
    private func deployed(_ server: StandInServer) throws -> [String: String?] {
        try texts(server.evaluate("counts['deployed']"))
    }

    private func texts(_ json: String) throws -> [String: String?] {
        var texts: [String: String?] = [:]
        for (key, value) in try JSONValue(parsing: json).objectValue ?? [:] { texts[key] = value.stringValue }
        return texts
    }
}
