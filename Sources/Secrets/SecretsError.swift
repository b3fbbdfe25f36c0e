public import Basics

/// Why something about secrets could not be done. Names secrets, places and versions; never a value.
public enum SecretsError: Failure {
    /// Neither the configuration nor the keyring knows the secret.
    case unknownSecret(name: String, nearest: String?)
    /// `add` for a secret that the keyring has.
    case alreadyExists(name: String)
    /// `import` for a secret of which no destination holds a value.
    case nothingToImport(name: String)
    /// A name that is too long or holds strange characters.
    case invalidName
    /// The keyring holds the secret as another kind than the configuration says.
    case kindChanged(name: String, stored: String, configured: String)
    /// A value that cannot be one of its kind.
    case invalidValue(kind: String, reason: String)
    /// The keyring has no such version, or no longer its value.
    case noVersion(name: String, version: Int?)
    /// What was due was seen to by somebody else meanwhile.
    case seenTo(name: String)
    /// There is nothing to put back.
    case cannotRollBack(name: String, reason: String)
    /// There is nothing to retire.
    case nothingToRetire(name: String)
    /// Something is wrong at a destination; nothing was changed there.
    case destination(name: String, any Failure)
    /// After it was written, a destination holds something else.
    case notReadBack(destination: String)
    /// A destination does not hold the version that it was given.
    case drifted(destination: String, held: Int?, expected: Int)
    /// A reload hook or an adoption probe is not in order; nothing was changed.
    case consumer(what: String, any Failure)
    /// It is not proven that consumers took the new value up.
    case notAdopted(name: String, reason: String)
    /// What unlocks the keyring, or the keyring itself, is not in order.
    case keyring(KeyringProblem)

    public var message: String {
        switch self {
        case .unknownSecret(let name, _): "there is no secret '\(name.printable)'"
        case .alreadyExists(let name): "the keyring already has a secret '\(name)'"
        case .nothingToImport(let name): "no destination of '\(name)' holds a value"
        case .invalidName:
            "a secret's name has 1 to 128 letters, digits, '_', '-' and '.', and begins with no '-' or '.'"
        case .kindChanged(let name, let stored, let configured):
            "the keyring holds '\(name)' as \(stored), and the configuration says \(configured)"
        case .invalidValue(let kind, let reason): "the value cannot be a \(kind): \(reason)"
        case .noVersion(let name, let version?): "the keyring has no value for version \(version) of '\(name)'"
        case .noVersion(let name, nil): "the keyring has no current version of '\(name)'"
        case .seenTo(let name): "another firebreak has just seen to '\(name)'"
        case .cannotRollBack(let name, let reason): "'\(name)' cannot be rolled back: \(reason)"
        case .nothingToRetire(let name): "'\(name)' has no previous version that could be retired"
        case .destination(let name, let failure): "\(name): \(failure.message)"
        case .notReadBack(let name): "\(name) does not hold what was written to it"
        case .drifted(let name, let held, let expected):
            "\(name) holds \(held.map { "version \($0)" } ?? "nothing") where version \(expected) was written"
        case .consumer(let what, let failure): "\(what): \(failure.message)"
        case .notAdopted(let name, let reason): "consumers of '\(name)' are not proven to use its new value: \(reason)"
        case .keyring(let problem): problem.message
        }
    }

    public var hint: String? {
        switch self {
        case .unknownSecret(_, let nearest?): "did you mean '\(nearest)'?"
        case .unknownSecret: "declare it under 'secrets' in the configuration, or run 'firebreak secrets add'"
        case .alreadyExists: "'secrets rotate' makes its next version"
        case .nothingToImport: "'secrets add' takes a value from a file, 'secrets rotate' makes one"
        case .invalidName, .invalidValue: nil
        case .kindChanged: "give the new kind another name, or set the kind back"
        case .noVersion: "see 'secrets history'"
        case .seenTo: "'secrets show' says how it stands"
        case .cannotRollBack: "see 'secrets history'; 'secrets rotate' makes a new version"
        case .nothingToRetire: "see 'secrets show'"
        case .destination(_, let failure): failure.hint
        case .notReadBack: "something else writes there too: stop it, then run the command again"
        case .drifted: "'secrets rotate' writes a new version everywhere; 'secrets rollback' puts the old one back"
        case .consumer(_, let failure): failure.hint
        case .notAdopted: "mend them, or retire the old value all the same with 'secrets retire --unproven'"
        case .keyring(let problem): problem.hint
        }
    }

    public var status: ExitStatus {
        switch self {
        case .unknownSecret, .noVersion, .nothingToImport: .inputNotFound
        case .alreadyExists, .cannotRollBack, .nothingToRetire, .notAdopted: .refused
        case .invalidName, .invalidValue: .badInput
        case .kindChanged: .configuration
        case .seenTo: .busy
        case .destination(_, let failure), .consumer(_, let failure): failure.status
        case .notReadBack: .inputOutput
        case .drifted: .partial
        case .keyring(let problem): problem.status
        }
    }
}
