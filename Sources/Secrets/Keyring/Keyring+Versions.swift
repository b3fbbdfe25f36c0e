internal import Basics
internal import Cryptography
internal import State

extension Keyring {
    /// Every version of a secret, the oldest first; empty where the keyring does not know it.
    public func versions(of name: String) throws -> [SecretVersion] {
        try database.read { try VersionRows.versions(name, $0) }
    }

    /// The kind as which the keyring holds a secret; nil where it does not know it.
    public func kind(of name: String) throws -> (any SecretKind)? {
        guard let stored = try database.read({ try VersionRows.kind(name, $0) }) else { return nil }
        guard let kind = SecretKinds.named(stored) else {
            throw SecretsError.kindChanged(name: name, stored: stored, configured: "none that this version knows")
        }
        return kind
    }

    /// The value of a version, in its kind's form (or, for one that was found at a destination and is none of its kind,
    /// the text that it was).
    func value(of name: String, _ version: Int, _ kind: String) throws -> (form: StoredValue.Form, value: SecretBox) {
        try database.read { try value(of: name, version, kind, $0) }
    }

    /// The same inside the caller's transaction.
    func value(
        of name: String, _ version: Int, _ kind: String, _ session: any DatabaseSession
    ) throws -> (form: StoredValue.Form, value: SecretBox) {
        guard let sealed = try VersionRows.sealed(name, version, session) else {
            throw SecretsError.noVersion(name: name, version: version)
        }
        let what = "version \(version) of '\(name)'"
        let opened = try open(sealed, AssociatedData.version(name, version, kind), what)
        guard let decoded = StoredValue.decode(opened) else {
            throw SecretsError.keyring(.damaged(what: what))
        }
        return decoded
    }

    /// Seals a value and puts it in as the next version, inside the caller's transaction.
    func insert(
        _ value: borrowing Secret, _ form: StoredValue.Form, of name: String, kind: any SecretKind, stage: SecretStage,
        _ session: any DatabaseSession
    ) throws -> SecretVersion {
        if try VersionRows.kind(name, session) == nil {
            try VersionRows.insertSecret(name, kind: kind.name, at: time.now, session)
        }
        let number = try VersionRows.nextNumber(name, session)
        return try insert(value, form, of: name, kind: kind, stage: stage, as: number, session)
    }

    /// The same with a number that no version has, of a secret that the keyring has.
    func insert(
        _ value: borrowing Secret, _ form: StoredValue.Form, of name: String, kind: any SecretKind, stage: SecretStage,
        as number: Int, _ session: any DatabaseSession
    ) throws -> SecretVersion {
        let sealed = try seal(StoredValue.encode(value, form), AssociatedData.version(name, number, kind.name))
        var keyID: String?
        if form == .canonical, kind.algorithm != nil {
            keyID = try kind.publicKeyIdentifier(of: value) ?? keyIdentifier(value)
        }
        let now = time.now
        let version = SecretVersion(
            version: number, stage: stage, fingerprint: try fingerprint(value), keyID: keyID, createdAt: now,
            promotedAt: stage == .current ? now : nil, expiresAt: nil, retiredAt: nil)
        try VersionRows.insert(name, version, sealed: sealed, session)
        return version
    }
}
