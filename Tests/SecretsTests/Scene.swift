import Basics
import Configuration
import Cryptography
import Files
import Foundation
import State
import Synchronization
import TestSupport
import Testing

@testable import Secrets

/// A clock that is set by hand.
final class HandClock: Sendable {
    private let instant: Mutex<Timestamp>
    init(_ text: String = "2026-11-21T03:00:00Z") { instant = Mutex(Timestamp(text) ?? Timestamp(seconds: 0)) }
    func pass(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }
    var now: Timestamp { instant.withLock { $0 } }
    var source: TimeSource { TimeSource { self.now } }
}

private let memoryFolders = Atomic<Int>(0)

/// Gives `body` a folder in memory where the system has one: thousands of rotations need not wait for a disk.
func withMemoryDirectory<Value>(_ body: (String) throws -> Value) throws -> Value {
    var template = Array("/dev/shm/firebreak-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return try withTemporaryDirectory(body) }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        TestDatabase.remove(in: path)
        TemporaryDirectory.remove(path)
    }
    let value = try body(path)
    // Of thousands, some: each one takes as long as a rotation.
    if memoryFolders.wrappingAdd(1, ordering: .relaxed).newValue % 32 == 1 { try SceneCanary.check(path) }
    return value
}

/// A state, a keyring and an engine in a folder of their own, with files beside them.
struct Scene {
    let directory: String
    let clock: HandClock
    let database: any Database
    let keyring: Keyring
    var engine: RotationEngine { didSet { engine.witness = receipts.note } }
    /// What its engines have given and thrown, whichever it had.
    let receipts = Receipts()

    static func run<Value>(_ body: (inout Scene) throws -> Value) throws -> Value {
        try withTemporaryDirectory { directory in
            var scene = try Scene(directory)
            let value = try body(&scene)
            try SceneCanary.check(directory, said: scene.receipts.texts)
            return value
        }
    }

    init(_ directory: String, clock: HandClock = HandClock(), reload: (any ReloadRunner)? = nil) throws {
        self.directory = directory
        self.clock = clock
        database = try TestDatabase.make(in: directory)
        keyring = try Keyring(
            database: database, unlock: .keyFile(path: directory + "/.firebreak/keyring.key"), time: clock.source)
        engine = RotationEngine(
            keyring: keyring, database: database, time: clock.source, environment: [:],
            lockDirectory: directory + "/.firebreak", reload: reload)
        engine.witness = receipts.note
    }

    /// The same state as another process would open it.
    func reopened(reload: (any ReloadRunner)? = nil) throws -> Scene {
        try Scene(directory, clock: clock, reload: reload)
    }

    /// A definition from the text of a configuration's entry.
    func definition(_ text: String, name: String = "JWT_SECRET") throws -> SecretDefinition {
        let root = try ConfigurationFile(text: text, directory: directory).root
        return try SecretDefinition(name: name, node: root)
    }

    /// A JWT secret in `.env`, with a key for the previous value.
    func standard(_ more: String = "overlap: 24h") throws -> SecretDefinition {
        try definition(
            """
            kind: jwt-hs256
            \(more)
            destinations:
              - dotenv: {path: .env, key: JWT_SECRET, previousKey: JWT_SECRET_PREVIOUS}
            """)
    }

    func write(_ text: String, to file: String = ".env") throws {
        try AtomicFile.replace(directory + "/" + file, with: Array(text.utf8))
    }

    func text(_ file: String = ".env") throws -> String {
        String(decoding: try FileReader.read(directory + "/" + file), as: UTF8.self)
    }

    /// The value of a key in a file; nil where either is missing.
    func value(_ key: String, in file: String = ".env") throws -> String? {
        guard let bytes = try? FileReader.read(directory + "/" + file) else { return nil }
        return try DotEnvDocument(parsing: bytes).value(of: key)
    }

    /// The text of a version.
    func revealed(_ version: Int, _ name: String = "JWT_SECRET") throws -> String? {
        let kind = try #require(try keyring.kind(of: name))
        return try keyring.value(of: name, version, kind.name).value.withSecret { $0.revealedText() }
    }

    func stages(_ name: String = "JWT_SECRET") throws -> [SecretStage] { try keyring.versions(of: name).map(\.stage) }
}

/// What an engine has given and thrown, as texts with everything that is in it.
final class Receipts: Sendable {
    private let noted = Mutex<[String]>([])
    var texts: [String] { noted.withLock(\.self) }

    @Sendable func note(_ result: Result<Any, any Error>) {
        var text = String(reflecting: result)
        if case .failure(let error as any Failure) = result { text += "\n\(error.message)\n\(error.hint ?? "")" }
        noted.withLock { $0.append(text) }
    }
}

/// What a test's crash looks like: an error that no part of the engine knows.
struct Crash: Error {}

/// Reload hooks that are counted instead of run; they fail while `isBroken`.
final class CountingReload: ReloadRunner {
    private let state = Mutex((runs: [ConsumerReload](), isBroken: false))
    var runs: [ConsumerReload] { state.withLock { $0.runs } }
    func setBroken(_ broken: Bool) { state.withLock { $0.isBroken = broken } }
    func check(_ hook: ConsumerReload) throws {
        if hook.name == "missing" { throw SecretsError.seenTo(name: "a program that is not there") }
    }
    func run(_ hook: ConsumerReload) throws {
        try state.withLock { state in
            if state.isBroken { throw SecretsError.seenTo(name: "the api") }
            state.runs.append(hook)
        }
    }
}
