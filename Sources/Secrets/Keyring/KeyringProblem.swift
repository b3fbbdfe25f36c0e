internal import Basics

/// What is wrong with the keyring or with what unlocks it.
public enum KeyringProblem: Sendable, Hashable {
    /// The key file is gone, and the keyring was sealed with it.
    case missingKey(path: String)
    /// The key file can be read or written by others.
    case exposedKey(path: String)
    /// The file is no key file.
    case malformedKey(path: String)
    /// What should open the keyring does not.
    case wrongKey(source: String)
    /// What should open the keyring cannot be had, or is not fit for it.
    case noMaterial(MissingMaterial)
    /// A sealed value does not open under the keyring's own key.
    case damaged(what: String)

    var message: String {
        switch self {
        case .missingKey(let path): "the keyring's key file \(path.printable) is missing"
        case .exposedKey(let path): "the keyring's key file \(path.printable) can be read by others"
        case .malformedKey(let path): "\(path.printable) is not a key file of firebreak"
        case .wrongKey(let source): "\(source) does not open the keyring"
        case .noMaterial(let missing): missing.message
        case .damaged(let what): "\(what) in the keyring is damaged or was moved from another place"
        }
    }

    var hint: String? {
        switch self {
        case .missingKey: "restore it from its backup: without it the keyring cannot be opened"
        case .exposedKey(let path): "run chmod 600 \(path.printable)"
        case .malformedKey: "check 'keyring.unlock' in the configuration"
        case .wrongKey:
            "check 'keyring.unlock' and 'state'; what opened it before can stand at 'keyring.formerly' until 'secrets rewrap'"
        case .noMaterial(let missing): missing.hint
        case .damaged: "restore the state from its backup"
        }
    }

    var status: ExitStatus {
        switch self {
        case .missingKey: .inputNotFound
        case .exposedKey, .wrongKey: .refused
        case .noMaterial(let missing): missing.status
        case .malformedKey: .configuration
        case .damaged: .badInput
        }
    }
}

/// Why what should open the keyring cannot be had, or is not fit for it.
public struct MissingMaterial: Sendable, Hashable {
    let message: String
    let hint: String
    let status: ExitStatus

    /// The passphrase has to be asked for, and nobody is there.
    static let nobodyToAsk = MissingMaterial(
        message: "the keyring's passphrase has to be asked for, and there is no terminal",
        hint: "for a timer write passphrase: ${env:NAME} or ${file:PATH}, or use a credential", status: .refused)

    /// A new passphrase is too short to protect anything.
    static let weakPassphrase = MissingMaterial(
        message: "the passphrase is shorter than 12 characters", hint: "take four or five random words",
        status: .refused)

    /// A credential of systemd is not there.
    static func credential(_ name: String, _ reason: String) -> MissingMaterial {
        MissingMaterial(
            message: "the credential '\(name.printable)' is not there: \(reason)",
            hint: "run it as a unit of systemd with LoadCredential=, or check 'keyring.unlock'", status: .inputNotFound)
    }

    /// The command that prints the key did not.
    static func command(_ program: String, _ reason: String) -> MissingMaterial {
        MissingMaterial(
            message: "the command '\(program.printable)', which unlocks the keyring, failed: \(reason)",
            hint: "run it by hand to see what it says", status: .unavailable)
    }
}
