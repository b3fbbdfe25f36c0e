import Basics
import Cryptography
import Files
import Foundation
import State
import TestSupport
import Testing

@testable import Secrets

@Suite("Whatever is done, in whatever order")
struct PropertyTests {
    @Test(
        "no value that a file ever held is missing from the keyring, and no live one is retired too soon",
        arguments: 1...6 as ClosedRange<UInt64>)
    func randomLife(seed: UInt64) throws {
        try withMemoryDirectory { directory in
            var random = SeededNumbers(seed: seed)
            var scene = try Scene(directory)
            let definition = try scene.definition(
                """
                kind: jwt-hs256
                overlap: 2h
                publishAhead: 1h
                destinations:
                  - dotenv: {path: .env, key: KEY, previousKey: OLD, nextKey: NEXT}
                  - dotenv: {path: b.env, key: KEY}
                """)
            var seen: Set<String> = []
            for step in 0..<120 {
                let fuse = Fuse(Int.random(in: 1...40, using: &random))
                scene.engine.boundary = { _ in try fuse.pass() }
                do {
                    switch Int.random(in: 0..<10, using: &random) {
                    case 0...3: _ = try scene.engine.rotate(definition)
                    case 4: _ = try scene.engine.rotate(definition, compromised: true)
                    case 5, 6: _ = try scene.engine.advance(definition)
                    case 7: _ = try scene.engine.rollback(definition)
                    case 8: _ = try scene.engine.retire(definition)
                    default:
                        let file = Bool.random(using: &random) ? ".env" : "b.env"
                        // Who writes over what another hand wrote a moment ago loses it; that is not our doing.
                        let known = try knownValues(scene)
                        for key in ["KEY", "OLD", "NEXT"] {
                            if let value = try scene.value(key, in: file), !known.contains(value) { seen.remove(value) }
                        }
                        try scene.write("KEY=by-hand-\(step)-0123456789012345678901234567\n", to: file)
                    }
                } catch is Crash {
                    scene = try Scene(directory, clock: scene.clock)
                } catch is SecretsError {}
                scene.clock.pass(.seconds(Int64.random(in: 0...5400, using: &random)))
                for (key, file) in [("KEY", ".env"), ("OLD", ".env"), ("NEXT", ".env"), ("KEY", "b.env")] {
                    if let value = try scene.value(key, in: file) { seen.insert(value) }
                }
            }
            scene.engine.boundary = { _ in }
            _ = try scene.engine.rotate(definition)
            #expect(try seen.subtracting(knownValues(scene)).isEmpty)
        }
    }

    private func knownValues(_ scene: Scene) throws -> Set<String> {
        try Set(scene.keyring.versions(of: "JWT_SECRET").map { try scene.revealed($0.version) ?? "" })
    }

    @Test("no secret's text is in the state's files, its locks or a receipt")
    func canary() throws {
        try withTemporaryDirectory { directory in
            let scene = try Scene(directory)
            try scene.write("KEY=canary-value-that-was-there-before-4242424242\n")
            var secrets: Set<String> = ["canary-value-that-was-there-before-4242424242"]
            var receipts = ""
            for kind in SecretKinds.names {
                let definition = try scene.definition(
                    """
                    kind: \(kind)
                    destinations: [{dotenv: {path: .env, key: KEY, previousKey: OLD}}]
                    """, name: "secret-\(kind)")
                for _ in 0..<3 {
                    let outcome = try scene.engine.rotate(definition)
                    receipts += String(decoding: try JSONEncoder().encode(outcome), as: UTF8.self)
                    for key in ["KEY", "OLD"] { if let value = try scene.value(key) { secrets.insert(value) } }
                }
                receipts += String(decoding: try JSONEncoder().encode(scene.engine.show(definition)), as: UTF8.self)
                receipts += String(decoding: try JSONEncoder().encode(scene.engine.history(definition)), as: UTF8.self)
                for version in try scene.keyring.versions(of: definition.name) {
                    secrets.insert(try scene.revealed(version.version, definition.name) ?? "")
                }
            }
            receipts += String(decoding: try JSONEncoder().encode(scene.engine.list([])), as: UTF8.self)
            #expect(secrets.count > 15)
            let folder = directory + "/.firebreak"
            var files = 0
            let enumerator = try #require(FileManager.default.enumerator(atPath: folder))
            for case let name as String in enumerator where !name.hasSuffix("keyring.key") {
                guard let bytes = try? FileReader.read(folder + "/" + name) else { continue }
                files += 1
                let data = Data(bytes)
                for secret in secrets {
                    #expect(data.range(of: Data(secret.utf8)) == nil, "\(name)")
                    // A PEM of several lines could stand there line by line.
                    for line in secret.split(separator: "\n") where line.utf8.count > 30 && !line.contains("PRIVATE") {
                        #expect(data.range(of: Data(line.utf8)) == nil, "\(name)")
                    }
                }
            }
            #expect(files >= (TestDatabase.isPostgres ? 1 : 2))
            let state = Data(try TestDatabase.contents(in: directory))
            for secret in secrets { #expect(state.range(of: Data(secret.utf8)) == nil, "the state's rows") }
            for secret in secrets { #expect(!receipts.contains(secret)) }
        }
    }
}
