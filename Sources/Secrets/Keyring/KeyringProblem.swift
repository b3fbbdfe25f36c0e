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
    /// The passphrase has to be asked for, and nobody is there.
    case nobodyToAsk
    /// A new passphrase is too short to protect anything.
    case weakPassphrase
    /// A credential of systemd is not there.
    case noCredential(name: String, reason: String)
    /// The command that prints the key did not.
    case commandFailed(program: String, reason: String)
    /// A sealed value does not open under the keyring's own key.
    case damaged(what: String)

    var message: String {
        switch self {
        case .missingKey(let path): "the keyring's key file \(path.printable) is missing"
        case .exposedKey(let path): "the keyring's key file \(path.printable) can be read by others"
        case .malformedKey(let path): "\(path.printable) is not a key file of firebreak"
        case .wrongKey(let source): "\(source) does not open the keyring"
        case .nobodyToAsk: "the keyring's passphrase has to be asked for, and there is no terminal"
        case .weakPassphrase: "the passphrase is shorter than 12 characters"
        case .noCredential(let name, let reason): "the credential '\(name.printable)' is not there: \(reason)"
        case .commandFailed(let program, let reason):
            "the command '\(program.printable)', which unlocks the keyring, failed: \(reason)"
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
        case .nobodyToAsk: "for a timer write passphrase: ${env:NAME} or ${file:PATH}, or use a credential"
        case .weakPassphrase: "take four or five random words"
        case .noCredential: "run it as a unit of systemd with LoadCredential=, or check 'keyring.unlock'"
        case .commandFailed: "run it by hand to see what it says"
        case .damaged: "restore the state from its backup"
        }
    }

    var status: ExitStatus {
        switch self {
        case .missingKey, .noCredential: .inputNotFound
        case .exposedKey, .wrongKey, .nobodyToAsk, .weakPassphrase: .refused
        case .commandFailed: .unavailable
        case .malformedKey: .configuration
        case .damaged: .badInput
        }
    }
}
