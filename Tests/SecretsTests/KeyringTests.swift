import Basics
import Cryptography
import Files
import Foundation
import State
import Synchronization
import TestSupport
import Testing

@testable import Secrets

@Suite("The keyring")
struct KeyringTests {
    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private func problem(_ body: () throws -> Void) -> KeyringProblem? {
        do {
            try body()
            return nil
        } catch SecretsError.keyring(let problem) {
            return problem
        } catch {
            Issue.record(error)
            return nil
        }
    }

    @Test("is made on first use with a key file of mode 0600, and opened again with it")
    func create() throws {
        try Scene.run { scene in
            let path = scene.directory + "/.firebreak/keyring.key"
            #expect(try mode(path) == 0o600)
            let text = try scene.text(".firebreak/keyring.key")
            #expect(text.hasPrefix("firebreak-keyring-key-1 "))
            let definition = try scene.standard()
            _ = try scene.engine.add(definition)
            let again = try scene.reopened()
            #expect(try again.revealed(1) == scene.revealed(1))
            #expect(try scene.text(".firebreak/keyring.key") == text)
        }
    }

    @Test("a missing, exposed, malformed or wrong key file is an error of its own")
    func wrongKeys() throws {
        try Scene.run { scene in
            let path = scene.directory + "/.firebreak/keyring.key"
            let good = try scene.text(".firebreak/keyring.key")
            let copy = scene
            func reopen() throws { _ = try copy.reopened() }

            #expect(chmod(path, 0o640) == 0)
            #expect(problem(reopen) == .exposedKey(path: path))
            #expect(chmod(path, 0o604) == 0)
            #expect(problem(reopen) == .exposedKey(path: path))
            #expect(chmod(path, 0o600) == 0)

            for text in ["", "hunter2\n", "firebreak-keyring-key-1 AAAA\n", "firebreak-keyring-key-1 !\n"] {
                try AtomicFile.replace(path, with: Array(text.utf8))
                #expect(problem(reopen) == .malformedKey(path: path))
            }
            let other = "firebreak-keyring-key-1 " + Base64.encodeURL([UInt8](repeating: 7, count: 32)) + "\n"
            try AtomicFile.replace(path, with: Array(other.utf8))
            #expect(problem(reopen) == .wrongKey(source: "the key file \(path)"))

            #expect(unlink(path) == 0)
            #expect(problem(reopen) == .missingKey(path: path))
            // Nothing was made in its place: the keyring would be lost.
            #expect(!FileManager.default.fileExists(atPath: path))
            try AtomicFile.create(path, Array(good.utf8))
            #expect(problem(reopen) == nil)
        }
    }

    @Test("firebreak's own keys are made once, also by eight at once")
    func systemMaterial() throws {
        try withTemporaryDirectory { directory in
            let texts = Mutex<Set<String>>([])
            let failures = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { _ in
                do {
                    let scene = try Scene(directory)
                    let box = try scene.keyring.systemMaterial(named: "journal-signing-key") {
                        try PrivateKey.generate(.ed25519).pem()
                    }
                    texts.withLock { _ = $0.insert(box.withSecret { $0.revealedText() } ?? "") }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
            #expect(failures.withLock { $0 } == [])
            #expect(texts.withLock { $0.count } == 1)
        }
    }

    @Test(
        "a sealed value that was moved to another version, name or kind does not open",
        arguments: [
            "UPDATE secret_versions SET version = 9 WHERE version = 1",
            "UPDATE secret_versions SET secret = 'OTHER'",
            "UPDATE secrets SET kind = 'random'",
        ])
    func moved(sql: String) throws {
        try withTemporaryDirectory { directory in
            let scene = try Scene(directory)
            let definition = try scene.standard()
            _ = try scene.engine.add(definition)
            try scene.database.write { session in
                if sql.contains("OTHER") {
                    try session.execute("INSERT INTO secrets (name, kind, created_at) VALUES ('OTHER', 'jwt-hs256', 0)")
                }
                try session.execute(sql)
            }
            let name = sql.contains("OTHER") ? "OTHER" : "JWT_SECRET"
            let keyring = scene.keyring
            let found = problem { _ = try keyring.liveVersions(name) }
            guard case .damaged = found else {
                Issue.record("\(String(describing: found))")
                return
            }
        }
    }

    @Test("the state itself refuses a second current or pending version", arguments: ["current", "pending"])
    func oneOfAStage(stage: String) throws {
        try Scene.run { scene in
            _ = try scene.engine.add(scene.standard())
            #expect(throws: StateError.self) {
                try scene.database.write { session in
                    for version in [7, 8] {
                        try session.execute(
                            """
                            INSERT INTO secret_versions (secret, version, stage, fingerprint, created_at)
                            VALUES ('JWT_SECRET', $1, $2, '', 0)
                            """, [.integer(Int64(version)), .text(stage)])
                    }
                }
            }
        }
    }

    @Test("a fingerprint is the same for the same value and says nothing about it without the keyring")
    func fingerprints() throws {
        try Scene.run { scene in
            let value = Secret(utf8: "correct horse battery staple, correct horse")
            let first = try scene.keyring.fingerprint(value)
            let again = try scene.reopened().keyring.fingerprint(value)
            #expect(first == again)
            #expect(first.utf8.count == 8)
            let plain = value.revealedBytes()
            #expect(!Hexadecimal.encode(DigestAlgorithm.sha256.hash(plain)).hasPrefix(first))
            let other = try withTemporaryDirectory { try Scene($0).keyring.fingerprint(value) }
            #expect(other != first)
        }
    }
}
