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
    /// What it is to be wrapped under.
    private let wrapping: UnlockSource
    /// Whether it was opened by what it was wrapped under before: `rewrap` is due.
    public let isWrappedFormerly: Bool
    private let fingerprints: HMACKey
    private let keyIdentifiers: HMACKey

    private static let rowName = "data-key"

    /// Opens the keyring, or makes it (and the key file) where the state has none.
    ///
    /// - Parameters:
    ///   - unlock: what it is wrapped under, or shall be where there is none.
    ///   - formerly: what it was wrapped under before; tried where `unlock` does not open it.
    ///   - environment: what references in the configuration refer to.
    ///   - ask: asks for a passphrase; nil where nobody can be asked.
    public convenience init(
        database: any Database, unlock: KeyringUnlock, formerly: KeyringUnlock? = nil,
        environment: [String: String] = [:], time: TimeSource, ask: PassphrasePrompt? = nil
    ) throws {
        let sources = [unlock, formerly].compactMap { $0 }.map {
            UnlockSource(method: $0.method, environment: environment, ask: ask)
        }
        if let stored = try database.read({ try KeyringRows.sealed(Self.rowName, $0) }) {
            let (key, isFormer) = try Self.open(stored, sources)
            try self.init(database, time, key, sources[0], isFormer)
        } else {
            try self.init(database, time, Self.make(under: sources[0], database, time), sources[0], false)
        }
    }

    private init(
        _ database: any Database, _ time: TimeSource, _ key: SecretBox, _ wrapping: UnlockSource,
        _ isWrappedFormerly: Bool
    ) throws {
        let purposes = ["firebreak fingerprint 1", "firebreak key identifier 1"]
        let subkeys = try purposes.map { purpose in
            let derived = try key.withSecret { try HKDF.derive(from: $0, info: Array(purpose.utf8), count: 32) }
            return try HMACKey(derived, .sha256)
        }
        self.database = database
        self.time = time
        self.wrapping = wrapping
        self.isWrappedFormerly = isWrappedFormerly
        dataKey = key
        fingerprints = subkeys[0]
        keyIdentifiers = subkeys[1]
    }

    /// Tries the sources in order. Where none opens it, the first one's failure counts: it is the one that should.
    private static func open(_ stored: [UInt8], _ sources: [UnlockSource]) throws -> (key: SecretBox, isFormer: Bool) {
        var failure: (any Error)?
        for (position, source) in sources.enumerated() {
            do {
                if let key = try WrappedKey(stored).unwrap(with: source.material(isNew: false)) {
                    return (SecretBox(key), position > 0)
                }
                failure = failure ?? SecretsError.keyring(.wrongKey(source: source.name))
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? SecretsError.keyring(.damaged(what: "the wrapped key"))
    }

    /// Makes the data key. Of two processes that do so at once, the second takes the first one's.
    private static func make(under source: UnlockSource, _ database: any Database, _ time: TimeSource) throws -> SecretBox {
        let material = try source.material(isNew: true)
        let wrapped = try WrappedKey(wrapping: Random.secret(32), under: material).bytes
        let stored = try KeyringRows.insertOrRead(rowName, wrapped, database, time.now)
        guard let key = try WrappedKey(stored).unwrap(with: material) else {
            throw SecretsError.keyring(.wrongKey(source: source.name))
        }
        return SecretBox(key)
    }

    /// Wraps the data key under what `unlock` says now; no value is touched. True where it was wrapped under something
    /// else before; where it was not, it is wrapped anew, so that a passphrase gets a new salt.
    @discardableResult
    public func rewrap() throws -> Bool {
        let material = try wrapping.material(isNew: true)
        let wrapped = try dataKey.withSecret { try WrappedKey(wrapping: $0, under: material).bytes }
        guard try WrappedKey(wrapped).unwrap(with: material) != nil else {
            throw SecretsError.keyring(.wrongKey(source: wrapping.name))
        }
        try database.write { try KeyringRows.replace(Self.rowName, wrapped, $0) }
        return isWrappedFormerly
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
