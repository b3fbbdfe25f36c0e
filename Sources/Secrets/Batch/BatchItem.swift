internal import Basics
internal import Cryptography
internal import State

/// One secret of many that are at work together, with what is known of it: nobody else changes it meanwhile.
final class BatchItem {
    typealias Stored = (form: StoredValue.Form, value: SecretBox)

    let run: RotationRun
    /// Whether the keyring has the secret.
    var isStored: Bool
    /// All that the secret has, as they are on disk.
    var versions: [SecretVersion]
    /// The rotation that is not finished, or that was brought to its end in this call.
    var rotation: Rotation?
    /// What each destination held when it was last looked at; empty where it was not.
    var holdings: [Holdings] = []
    /// Versions that were found at destinations in this call and taken in.
    var adopted: [Int] = []
    /// Whether its rotation was begun in this call, and took the place of none.
    var isFresh = false
    /// Why the step under way cannot be done.
    var failure: (any Failure)?
    /// What was made of it where it was worked on alone.
    var aloneOutcome: RotationOutcome?
    /// Why there is no outcome.
    var error: (any Error)?
    private var values: [Int: Stored] = [:]

    init(_ run: RotationRun, isStored: Bool, versions: [SecretVersion], rotation: Rotation?) {
        self.run = run
        self.isStored = isStored
        self.versions = versions
        self.rotation = rotation
    }

    /// Whether the step under way can be done for it.
    var isInOrder: Bool { failure == nil && error == nil }
    var current: SecretVersion? { versions.first { $0.stage == .current } }
    var hasPrevious: Bool { versions.contains { $0.stage == .previous } }

    /// Notes that the step under way cannot be done at a destination.
    func fail(at destination: any Destination, _ error: any Error) {
        guard let failure = error as? SecretsError else {
            if let failure = error as? any Failure {
                return fail(at: destination, SecretsError.destination(name: destination.name, failure))
            }
            self.error = error
            return
        }
        switch failure {
        case .destination, .notReadBack, .drifted:
            run.failed.insert(destination.name)
            run.warn(failure.message)
            if self.failure == nil { self.failure = failure }
        default: self.error = failure
        }
    }

    // MARK: Versions

    /// Puts a value in as the next version.
    func insert(
        _ value: SecretBox, _ form: StoredValue.Form, _ stage: SecretStage, _ session: any DatabaseSession
    ) throws -> SecretVersion {
        let keyring = run.keyring
        if !isStored {
            try VersionRows.insertSecret(run.name, kind: run.kind.name, at: run.now, session)
            isStored = true
        }
        let number = (versions.last?.version ?? 0) + 1
        let version = try value.withSecret {
            try keyring.insert($0, form, of: run.name, kind: run.kind, stage: stage, as: number, session)
        }
        versions.append(version)
        values[number] = (form, value)
        return version
    }

    /// Says of versions in memory what was said of them on disk.
    func move(_ number: Int, to stage: SecretStage) {
        guard let index = versions.firstIndex(where: { $0.version == number }) else { return }
        versions[index] = versions[index].moved(to: stage)
    }

    // MARK: Values

    /// A version's value as a destination of this format holds it.
    func text(of version: Int, as format: ValueFormat, _ session: any DatabaseSession) throws -> SecretBox {
        let stored = try value(of: version, session)
        switch stored.form {
        case .foreign: return stored.value
        case .canonical: return SecretBox(try stored.value.withSecret { try run.kind.write($0, as: format) })
        }
    }

    private func value(of version: Int, _ session: any DatabaseSession) throws -> Stored {
        if let known = values[version] { return known }
        let stored = try run.keyring.value(of: run.name, version, run.kind.name, session)
        values[version] = stored
        return stored
    }

    /// The version that a text is; nil where the keyring does not know it.
    func identify(_ text: SecretBox, as format: ValueFormat, _ session: any DatabaseSession) throws -> Int? {
        let candidate = run.stored(text, as: format)
        let fingerprint = try candidate.value.withSecret { try run.keyring.fingerprint($0) }
        for version in versions where version.fingerprint == fingerprint {
            guard let known = try? value(of: version.version, session) else { continue }
            let isSame = known.value.withSecret { known in candidate.value.withSecret { known.matches($0) } }
            if isSame { return version.version }
        }
        return nil
    }
}

extension SecretVersion {
    /// The same in another stage; when that came about stands in the state.
    fileprivate func moved(to stage: SecretStage) -> SecretVersion {
        SecretVersion(
            version: version, stage: stage, fingerprint: fingerprint, keyID: keyID, createdAt: createdAt,
            promotedAt: promotedAt, expiresAt: expiresAt, retiredAt: retiredAt)
    }
}
