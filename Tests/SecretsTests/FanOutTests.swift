import Basics
import Cryptography
import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Secrets

@Suite("One secret at destinations of several kinds at once")
struct FanOutTests {
    /// What a test writes to: real Redis, a stand-in for Vault, stand-ins for docker and kubectl, and files.
    private final class Places: Sendable {
        let redis: RedisServer
        let server: StandInServer

        init() throws {
            redis = try RedisServer()
            server = try StandInServer()
        }

        func engine(_ scene: Scene, _ programs: StandInPrograms) -> RotationEngine {
            RotationEngine(
                keyring: scene.keyring, database: scene.database, time: scene.clock.source,
                environment: programs.environment.merging(["T": "t0ken"]) { $1 },
                lockDirectory: scene.directory + "/.firebreak")
        }

        func definition(_ scene: Scene, kind: String = "jwt-hs256", more: String = "") throws -> SecretDefinition {
            try scene.definition(
                """
                kind: \(kind)
                overlap: 1h
                destinations:
                  - dotenv: {path: .env, key: URL, template: "redis://app:{value}@cache/0"}
                  - file: {path: key, previousPath: old}
                  - redis: {url: "redis://127.0.0.1:\(redis.port)", key: "\(scene.directory)", previousKey: "\(scene.directory)-old"}
                  - vault-kv2: {url: "\(server.server.url())", token: "${env:T}", path: "app\(scene.directory)", field: JWT}
                """ + more)
        }
    }

    /// A program takes its time to start: it is among the destinations where few calls are made.
    private static let docker = "\n  - docker-secret: {name: jwt, service: web, previousTarget: old}"

    private static let places = Result { try Places() }

    private func held(_ definition: SecretDefinition, _ engine: RotationEngine) throws -> [String?] {
        var context = engine.context
        context.known = KnownTexts(engine.keyring, definition.name, definition.kind)
        return try definition.destinations.map { definition in
            try definition.open(context).read()[.current]?.withSecret { $0.revealedText() }
        }
    }

    @Test("a rotation, its overlap, its end, and a rollback")
    func rotation() throws {
        let places = try Self.places.get()
        try Scene.run { scene in
            let programs = try StandInPrograms(scene.directory)
            scene.engine = places.engine(scene, programs)
            let definition = try places.definition(scene, more: Self.docker)
            #expect(try scene.engine.plan(definition).destinations.map(\.holds) == Array(repeating: "empty", count: 5))
            #expect(try scene.engine.rotate(definition).status == .done)
            let outcome = try scene.engine.rotate(definition)
            #expect(
                outcome.status == .done && outcome.destinations.map(\.state) == Array(repeating: "written", count: 5))
            let second = try scene.revealed(2)
            #expect(try held(definition, scene.engine) == Array(repeating: second, count: 5))
            #expect(try scene.value("URL") == "redis://app:\(second ?? "")@cache/0")
            _ = try scene.engine.rollback(definition)
            let first = try scene.revealed(1)
            #expect(try held(definition, scene.engine) == Array(repeating: first, count: 5))
            _ = try scene.engine.rotate(definition)
            scene.clock.pass(.seconds(3600))
            #expect(try scene.engine.advance(definition)?.nextStep == nil)
            let third = try scene.revealed(3)
            #expect(try held(definition, scene.engine) == Array(repeating: third, count: 5))
            #expect(!FileReader.exists(scene.directory + "/old"))
        }
    }

    @Test("a key stands in the key set before anybody signs with it, and until nobody does", arguments: [false, true])
    func keySetFirst(compromised: Bool) throws {
        try Scene.run { scene in
            let definition = try scene.definition(
                """
                kind: jwt-eddsa
                overlap: 1h
                destinations:
                  - file: {path: key.pem, format: pem}
                  - jwks: {path: jwks.json}
                """)
            let directory = scene.directory
            @Sendable func keys() throws -> Int {
                try FileReader.readText(directory + "/jwks.json").ranges(of: "\"kid\"").count
            }
            _ = try scene.engine.rotate(definition)
            let writes = Mutex<[String]>([])
            scene.engine.boundary = { name in
                guard let place = name.split(separator: "before writing ").last, name.hasPrefix("before writing") else { return }
                let count = try keys()
                writes.withLock { $0.append("\(place.prefix(4)) with \(count)") }
            }
            let outcome = try scene.engine.rotate(definition, compromised: compromised)
            #expect(outcome.status == .done)
            if compromised {
                #expect(writes.withLock(\.self) == ["jwks with 1", "file with 2", "jwks with 2"])
                #expect(try keys() == 1, "what has leaked is gone at once")
            } else {
                #expect(outcome.warnings.contains { $0.hasPrefix("there is no publishAhead") })
                _ = try scene.engine.rollback(definition)
                #expect(writes.withLock(\.self) == ["jwks with 1", "file with 2", "file with 2", "jwks with 2"])
                #expect(try keys() == 1)
            }
        }
    }

    @Test("a key pair goes to its signer and, in public, to a key set that shows the next key ahead")
    func keySet() throws {
        try Scene.run { scene in
            let definition = try scene.definition(
                """
                kind: jwt-eddsa
                publishAhead: 1h
                overlap: 1h
                destinations:
                  - file: {path: key.pem, format: pem}
                  - jwks: {path: jwks.json}
                """)
            let keys = { [scene] in try scene.text("jwks.json").components(separatedBy: "\"kid\"").count - 1 }
            _ = try scene.engine.rotate(definition)
            #expect(try keys() == 1)
            #expect(try scene.engine.rotate(definition).nextStep == .promote)
            #expect(try keys() == 2)
            #expect(try scene.text("key.pem") == scene.revealed(1))
            scene.clock.pass(.seconds(3600))
            #expect(try scene.engine.advance(definition)?.nextStep == .retire)
            #expect(try keys() == 2)
            #expect(try scene.text("key.pem") == scene.revealed(2))
            scene.clock.pass(.seconds(3600))
            #expect(try scene.engine.advance(definition)?.nextStep == nil)
            #expect(try keys() == 1)
        }
    }

    @Test("after a crash at any boundary the rotation is finished, and nothing outside is unknown to the keyring")
    func crashes() throws {
        let places = try Self.places.get()
        var boundary = 0
        var isOver = false
        while !isOver {
            try Scene.run { scene in
                let programs = try StandInPrograms(scene.directory)
                scene.engine = places.engine(scene, programs)
                let definition = try places.definition(scene)
                _ = try scene.engine.rotate(definition)
                let left = Mutex(boundary)
                var crashing = scene.engine
                crashing.boundary = { _ in
                    try left.withLock { count in
                        if count == 0 { throw Crash() }
                        count -= 1
                    }
                }
                do {
                    _ = try crashing.rotate(definition)
                    isOver = true
                } catch is Crash {}
                let known = try scene.keyring.versions(of: "JWT_SECRET").map { try scene.revealed($0.version) }
                for text in try held(definition, scene.engine) { #expect(known.contains(text)) }
                if try scene.engine.advance(definition) == nil { _ = try scene.engine.rotate(definition) }
                let current = try scene.revealed(2)
                #expect(
                    try held(definition, scene.engine) == Array(repeating: current, count: 4), "boundary \(boundary)")
            }
            boundary += 1
        }
        #expect(boundary > 12)
    }

    @Test("one that hangs is said, and the others can be gone back to")
    func hanging() throws {
        let places = try Self.places.get()
        try Scene.run { scene in
            let programs = try StandInPrograms(scene.directory)
            scene.engine = places.engine(scene, programs)
            let more = "\n  - kubernetes-secret: {name: app, namespace: shop, key: K, timeout: 1s}"
            let definition = try places.definition(scene, more: more.replacing("timeout: 1s", with: "timeout: 10s"))
            _ = try scene.engine.rotate(definition)
            try programs.behave("hanging")
            // Nothing is begun.
            let impatient = try scene.definition(
                """
                kind: jwt-hs256
                destinations:
                  - file: {path: key, previousPath: old}
                  - kubernetes-secret: {name: app, namespace: shop, key: K, timeout: 1s}
                """)
            let error = #expect(throws: SecretsError.self) { try scene.engine.rotate(impatient) }
            #expect(error?.status == .unavailable && error?.message.contains("did not end within 1s") == true)
            #expect(try scene.text("key") == scene.revealed(1))
            try programs.behave()
            #expect(try held(definition, scene.engine) == Array(repeating: scene.revealed(1), count: 5))
        }
    }
}
