public import Cryptography
internal import State
public import Tokens

/// A version whose value is still accepted somewhere, with what signs and verifies with it.
public struct LiveVersion: Sendable {
    /// Its number and stage.
    public let version: SecretVersion
    /// What kind of value it is.
    public let kind: any SecretKind
    /// The value in its kind's form.
    public let value: SecretBox

    /// The `kid`, for a JWT key.
    public var keyID: String? { version.keyID }
    /// The value as a JWT key; nil for a kind that signs no JWTs.
    public var signingKey: JWTKey? { kind.signingKey(value, keyID: version.keyID) }
}

extension Keyring {
    /// The versions that are still accepted: the current one, which signs, then the previous ones, the latest first,
    /// then the pending one. A value that was found at a destination and is none of its kind is left out: nothing can
    /// be verified with it.
    public func liveVersions(_ name: String) throws -> [LiveVersion] {
        guard let kind = try kind(of: name) else { throw SecretsError.unknownSecret(name: name, nearest: nil) }
        let versions = try versions(of: name)
        let ordered =
            versions.filter { $0.stage == .current } + versions.filter { $0.stage == .previous }.reversed()
            + versions.filter { $0.stage == .pending }
        return try ordered.compactMap { version in
            let stored = try value(of: name, version.version, kind.name)
            guard stored.form == .canonical else { return nil }
            return LiveVersion(version: version, kind: kind, value: stored.value)
        }
    }

    /// The version that signs: the current one, or the pending one of a secret whose first rotation is under way.
    public func signingVersion(_ name: String) throws -> LiveVersion {
        let live = try liveVersions(name)
        let hasPrevious = live.contains { $0.version.stage == .previous }
        guard
            let signer = live.first(where: { $0.version.stage == .current })
                ?? (hasPrevious ? nil : live.first { $0.version.stage == .pending })
        else { throw SecretsError.noVersion(name: name, version: nil) }
        return signer
    }

    /// The key that signs JWTs. Throws where the secret is no JWT key.
    public func signingKey(_ name: String) throws -> JWTKey {
        let version = try signingVersion(name)
        guard let key = version.signingKey else { throw Self.notAJWTKey(name, version.kind) }
        return key
    }

    /// The keys that verify JWTs: every live version, the current one first. Throws where the secret is no JWT key.
    public func verificationKeys(_ name: String) throws -> [JWTKey] { try verifyingVersions(name).map(\.key) }

    /// The keys that verify JWTs, each with the stage of its version; otherwise like `verificationKeys`.
    public func verifyingVersions(_ name: String) throws -> [(stage: SecretStage, key: JWTKey)] {
        try liveVersions(name).map { version in
            guard let key = version.signingKey else { throw Self.notAJWTKey(name, version.kind) }
            return (version.version.stage, key)
        }
    }

    private static func notAJWTKey(_ name: String, _ kind: any SecretKind) -> SecretsError {
        .invalidValue(kind: "JWT key", reason: "'\(name)' is a \(kind.name)")
    }

    /// The live values of a webhook secret with their scheme. Throws where it is none.
    public func webhookKeys(_ name: String) throws -> WebhookKeys {
        guard let kind = try kind(of: name) else { throw SecretsError.unknownSecret(name: name, nearest: nil) }
        guard let scheme = kind.webhookScheme else {
            throw SecretsError.invalidValue(kind: "webhook secret", reason: "'\(name)' is a \(kind.name)")
        }
        return WebhookKeys(scheme: scheme, versions: try liveVersions(name))
    }

    /// Every key that belongs into the JWKS, of all secrets of an asymmetric JWT kind: current, previous and pending.
    public func publishedKeys() throws -> [JWTKey] {
        try database.read { try VersionRows.secrets($0) }.flatMap { name, kind in
            guard SecretKinds.named(kind)?.isPublishedInKeySet == true else { return [JWTKey]() }
            return try liveVersions(name).compactMap(\.signingKey)
        }
    }
}

/// The live values of a webhook secret.
public struct WebhookKeys: Sendable {
    /// How they sign.
    public let scheme: WebhookScheme
    /// The versions in the order of verification.
    public let versions: [LiveVersion]

    /// What signs: the current value, then the previous ones, for receivers that have not taken the current one up.
    public var signing: [SecretBox] { versions.filter { $0.version.stage != .pending }.map(\.value) }
    /// What verifies: every live value, in the order of `versions`.
    public var verifying: [SecretBox] { versions.map(\.value) }
}
