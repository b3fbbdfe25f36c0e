import Basics
import Cryptography
import Files
import Foundation
import JSON
import State
import TestSupport

@testable import Secrets

/// The search for secrets in what the engine leaves in a test's folder: in the state, in what is reported of it, and in
/// files that others may read.
enum SceneCanary {
    /// Throws where a value of the folder's keyring stands anywhere that it must not, or where the keyring is there and
    /// cannot be read.
    ///
    /// - Parameter said: what the engine has given and thrown.
    static func check(_ directory: String, said: [String] = []) throws {
        let key = directory + "/.firebreak/keyring.key"
        guard FileReader.exists(key) else { return }
        let database = try TestDatabase.make(in: directory)
        let keyring = try Keyring(database: database, unlock: .keyFile(path: key), time: .system)
        let engine = RotationEngine(
            keyring: keyring, database: database, time: .system, environment: [:],
            lockDirectory: directory + "/.firebreak")
        var canaries: [SecretCanary] = []
        var places = [("the state", try TestDatabase.contents(in: directory))] + said.map { ("what a call said", Array($0.utf8)) }
        for summary in try engine.list([]) {
            let name = summary.name
            let definition = try engine.definition(name, in: [])
            for value in try values(of: name, keyring) { canaries.append(value) }
            let reports: [any Encodable] = [
                summary, try engine.history(definition), try engine.show(definition), try engine.parked([definition]),
            ]
            for report in reports { places.append(("a report", Array(try JSONValue(encoding: report).compact.utf8))) }
        }
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory).map({ directory + "/" + $0 }) {
            guard let mode = try FilePermissions.of(path), mode & 0o004 != 0 || path.hasPrefix(directory + "/.firebreak/"),
                let bytes = try? FileReader.readIfPresent(path, limit: 64 << 20)
            else { continue }
            places.append((path, bytes))
        }
        for (place, bytes) in places {
            for canary in canaries where canary.isIn(bytes) { throw TestFailure("\(canary.name) is in \(place)") }
        }
    }

    /// The values of a secret that are not destroyed, in every format of its kind.
    static func values(of name: String, _ keyring: Keyring) throws -> [SecretCanary] {
        guard let kind = try keyring.kind(of: name) else { throw TestFailure("\(name) has no kind") }
        return try keyring.versions(of: name).compactMap { version in
            let stored: (form: StoredValue.Form, value: SecretBox)
            do {
                stored = try keyring.value(of: name, version.version, kind.name)
            } catch SecretsError.noVersion {
                // Destroyed.
                return nil
            }
            let texts = try stored.value.withSecret { value in
                try stored.form == .foreign
                    ? [value.revealedText() ?? ""] : kind.formats.map { try kind.write(value, as: $0).revealedText() ?? "" }
            }
            let canary = SecretCanary(
                "version \(version.version) of \(name)", texts, isPublicKey: kind.name == "webhook-discord")
            return canary.isEmpty ? nil : canary
        }
    }
}
