import Basics
import Configuration
import Cryptography
import Files
import Foundation
import State
import TestSupport
import Testing

@testable import Secrets

/// What opens a keyring, and how it is changed.
@Suite("Unlocking the keyring")
struct UnlockTests {
    private static let passphrase = "correct horse battery staple"

    private struct Place {
        let directory: String
        let database: any Database
        let environment: [String: String]

        init(_ directory: String, passphrase: String = UnlockTests.passphrase) throws {
            self.directory = directory
            environment = ["PASSPHRASE": passphrase, "CREDENTIALS_DIRECTORY": directory]
            database = try TestDatabase.make(in: directory)
        }

        func keyring(
            _ unlock: String, formerly: String? = nil, ask: PassphrasePrompt? = nil
        ) throws -> Keyring {
            func method(_ text: String) throws -> KeyringUnlock {
                try KeyringUnlock(node: ConfigurationFile(text: text, directory: directory).root)
            }
            return try Keyring(
                database: database, unlock: method(unlock), formerly: formerly.map(method), environment: environment,
                time: .system, ask: ask)
        }

        /// A value that only the same data key opens.
        func sealed(by keyring: Keyring) throws -> String? {
            try keyring.systemMaterial(named: "test") { try Random.secret(16) }.withSecret { Base64.encode($0.revealedBytes()) }
        }
    }

    private static func problem(_ body: () throws -> Void) -> KeyringProblem? {
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

    /// With passphrases that cost a millisecond instead of a second.
    private static func cheaply(_ body: (String) throws -> Void) throws {
        try WrappedKey.$costLogarithm.withValue(10) { try withTemporaryDirectory(body) }
    }

    @Test(
        "each method makes a keyring, opens it again, and nothing else opens it",
        arguments: [
            "keyfile: key", #"passphrase: "${env:PASSPHRASE}""#, #"passphrase: "${file:passphrase.txt}""#,
            "credential: firebreak", "command: [cat, passphrase.txt]", "command: [cat, other.key]",
        ])
    func methods(unlock: String) throws {
        try Self.cheaply { directory in
            let place = try Place(directory)
            try AtomicFile.create(directory + "/passphrase.txt", Array("\(Self.passphrase)\n".utf8))
            try AtomicFile.create(directory + "/firebreak", Array("\(Self.passphrase)\r\n".utf8))
            let key = "firebreak-keyring-key-1 " + Base64.encodeURL([UInt8](repeating: 7, count: 32)) + "\n"
            try AtomicFile.create(directory + "/other.key", Array(key.utf8))
            let value = try place.sealed(by: place.keyring(unlock))
            #expect(try place.sealed(by: place.keyring(unlock)) == value)
            try AtomicFile.create(directory + "/wrong.key", Array(key.replacing("BwcH", with: "CAgI").utf8))
            for wrong in ["keyfile: wrong.key", "command: [echo, this is not the passphrase]"] {
                guard case .wrongKey = Self.problem({ _ = try place.keyring(wrong) }) else {
                    Issue.record("\(wrong) opens \(unlock)")
                    continue
                }
            }
        }
    }

    @Test("it is wrapped under something else while everything goes on, and the old key opens it no longer")
    func rewrap() throws {
        try Self.cheaply { directory in
            let place = try Place(directory)
            let value = try place.sealed(by: place.keyring("keyfile: old.key"))
            let unlock = #"passphrase: "${env:PASSPHRASE}""#
            let both = try place.keyring(unlock, formerly: "keyfile: old.key")
            #expect(both.isWrappedFormerly)
            #expect(try place.sealed(by: both) == value)
            #expect(try both.rewrap())
            #expect(try place.sealed(by: place.keyring(unlock)) == value)
            #expect(try !place.keyring(unlock, formerly: "keyfile: old.key").isWrappedFormerly)
            guard case .wrongKey = Self.problem({ _ = try place.keyring("keyfile: old.key") }) else {
                Issue.record("the old key still opens it")
                return
            }
            // And back, to a key file that is made for it.
            let back = try place.keyring("keyfile: new.key", formerly: unlock)
            #expect(try back.rewrap())
            #expect(try place.sealed(by: place.keyring("keyfile: new.key")) == value)
            #expect(unlink(directory + "/old.key") == 0)
        }
    }

    @Test("a passphrase is asked for, twice where it is new; without anybody to ask it is an error of its own")
    func asking() throws {
        try Self.cheaply { directory in
            let place = try Place(directory)
            let unasked = Self.problem { _ = try place.keyring("passphrase: prompt") }
            #expect(unasked == .noMaterial(.nobodyToAsk))
            let asked = AskedQuestions()
            let ask: PassphrasePrompt = { isNew in
                asked.append(isNew)
                return SecretBox(Secret(utf8: Self.passphrase))
            }
            let value = try place.sealed(by: place.keyring("passphrase: prompt", ask: ask))
            #expect(try place.sealed(by: place.keyring("passphrase: prompt", ask: ask)) == value)
            #expect(asked.all == [true, false])
        }
    }

    @Test("a passphrase that protects nothing, a credential that is not there and a command that fails are refused")
    func troubles() throws {
        try withTemporaryDirectory { directory in
            let place = try Place(directory, passphrase: "hunter2")
            let weak = Self.problem { _ = try place.keyring(#"passphrase: "${env:PASSPHRASE}""#) }
            #expect(weak == .noMaterial(.weakPassphrase))
            let missing = Self.problem { _ = try place.keyring("credential: x") }
            guard case .noMaterial(let reason) = missing else {
                Issue.record("\(String(describing: missing))")
                return
            }
            #expect(reason.message.hasPrefix("the credential 'x' is not there: "))
            let failing = Self.problem { _ = try place.keyring("command: [false]") }
            #expect(failing == .noMaterial(.command("false", "it ended with status 1")))
            // Nothing was made by any of them.
            #expect(try place.sealed(by: place.keyring("keyfile: key")) != nil)
        }
    }

    @Test("parameters of a passphrase cannot be weakened unnoticed, nor ask for all memory")
    func tampering() throws {
        try Self.cheaply { directory in
            let place = try Place(directory)
            let unlock = #"passphrase: "${env:PASSPHRASE}""#
            _ = try place.keyring(unlock)
            let stored = try place.database.read {
                try $0.first("SELECT sealed FROM keyring WHERE name = 'data-key'")?.blob("sealed") ?? []
            }
            for (position, byte) in [(4, 9), (4, 30), (5, 4), (6, 2), (8, 0), (1, 1), (3, 200)] as [(Int, UInt8)] {
                var changed = stored
                changed[position] = byte
                try place.database.write {
                    try $0.execute("UPDATE keyring SET sealed = $1 WHERE name = 'data-key'", [.blob(changed)])
                }
                #expect(throws: (any Error).self, "byte \(position)") { try place.keyring(unlock) }
            }
        }
    }

    @Test("what the configuration cannot mean is refused where it stands", arguments: [
        "passphrase: hunter2-hunter2", "credential: a/b", "credential: ..", "command: []", "{}",
        "{keyfile: a, credential: b}", "keyfle: x",
    ])
    func configurations(text: String) throws {
        #expect(throws: ConfigurationError.self) {
            try KeyringUnlock(node: ConfigurationFile(text: text, directory: "/srv").root)
        }
    }
}

/// What was asked, in order.
private final class AskedQuestions: @unchecked Sendable {  // safe because the tests ask on one thread
    private(set) var all: [Bool] = []
    func append(_ isNew: Bool) { all.append(isNew) }
}
