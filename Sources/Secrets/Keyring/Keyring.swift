public import Basics
internal import Configuration
public import Cryptography
public import State

/// Every version of every secret, sealed by AES-256-GCM under a data key that is itself wrapped under an outer key.
/// Made on first use where there is none.
public final class Keyring: Sendable {
    let database: any Database
    let time: TimeSource
    private let dataKey: SecretBox
    private let fingerprints: HMACKey
    private let keyIdentifiers: HMACKey

    private static let rowName = "data-key"

    /// Opens the keyring, or makes it (and the key file) where the state has none.
    ///
    /// - Parameter environment: what references in the unlock's configuration refer to.
    public init(
        database: any Database, unlock: KeyringUnlock, environment: [String: String] = [:], time: TimeSource
    ) throws {
        self.database = database
        self.time = time
        let key = try Self.unlockedKey(database, unlock, environment, time)
        let subkey = try HKDF.derive(from: key, info: Array("firebreak fingerprint 1".utf8), count: 32)
        fingerprints = try HMACKey(subkey, .sha256)
        let identifierKey = try HKDF.derive(from: key, info: Array("firebreak key identifier 1".utf8), count: 32)
        keyIdentifiers = try HMACKey(identifierKey, .sha256)
        dataKey = SecretBox(key)
    }

    private static func unlockedKey(
        _ database: any Database, _ unlock: KeyringUnlock, _ environment: [String: String], _ time: TimeSource
    ) throws -> Secret {
        let text =
            switch unlock.method {
            case .keyFile(let text): text
            }
        let file = KeyFile(path: try text.resolve(environment))
        let stored = try database.read { try KeyringRows.sealed(rowName, $0) }
        // Only where nothing was sealed yet may a key file be made.
        let outer = try stored == nil ? file.readOrCreate() : file.read()
        let bytes: [UInt8]
        if let stored {
            bytes = stored
        } else {
            let wrapped = try WrappedKey(wrapping: Random.secret(32), under: outer, method: .keyFile).bytes
            bytes = try KeyringRows.insertOrRead(rowName, wrapped, database, time.now)
        }
        guard let key = try WrappedKey(bytes).unwrap(under: outer) else {
            throw SecretsError.keyring(.wrongKey(path: file.path))
        }
        return key
    }

    /// A key of firebreak's own, as the one that signs the journal: made by `make` the first time, the same ever after,
    /// also where two processes ask at once.
    public func systemMaterial(named name: String, make: () throws -> Secret) throws -> SecretBox {
        let row = "system:" + name
        var stored = try database.read { try KeyringRows.sealed(row, $0) }
        if stored == nil {
            let sealed = try seal(make(), AssociatedData.system(name))
            stored = try KeyringRows.insertOrRead(row, sealed, database, time.now)
        }
        return SecretBox(try open(stored ?? [], AssociatedData.system(name), "the key '\(name)'"))
    }

    /// Seals under the data key.
    func seal(_ value: borrowing Secret, _ associated: [UInt8]) throws -> [UInt8] {
        try dataKey.withSecret { key in try AES256GCM.seal(value, key: key, authenticating: associated) }
    }

    /// Opens what was sealed under the data key for the same purpose.
    func open(_ sealed: [UInt8], _ associated: [UInt8], _ what: String) throws -> Secret {
        do {
            return try dataKey.withSecret { key throws(CryptographyError) in
                try AES256GCM.open(sealed, key: key, authenticating: associated)
            }
        } catch .authenticationFailed, .malformed {
            throw SecretsError.keyring(.damaged(what: what))
        }
    }

    /// 8 hexadecimal digits that are equal for equal values; without the data key they say nothing of the value.
    func fingerprint(_ value: borrowing Secret) throws -> String {
        // The code leaves this function cut to 32 bits.
        Hexadecimal.encode(try fingerprints.authenticate(value.revealedBytes()).prefix(4))
    }

    /// 32 hexadecimal digits that are equal for equal texts, to be left beside a value where it cannot be read back;
    /// without the data key they say nothing of it, and they are not its fingerprint.
    func mark(_ text: borrowing Secret) throws -> String {
        Hexadecimal.encode(try fingerprints.authenticate(Array("mark 1\0".utf8) + text.revealedBytes()).prefix(16))
    }

    /// A `kid` for a symmetric key. A plain hash of it, as RFC 7638 would have it, could be guessed against.
    func keyIdentifier(_ value: borrowing Secret) throws -> String {
        Hexadecimal.encode(try keyIdentifiers.authenticate(value.revealedBytes()).prefix(8))
    }
}
