internal import Basics

/// What is wrong with the keyring or with what unlocks it.
public enum KeyringProblem: Sendable, Hashable {
    /// The key file is gone, and the keyring was sealed with it.
    case missingKey(path: String)
    /// The key file can be read or written by others.
    case exposedKey(path: String)
    /// The file is no key file.
    case malformedKey(path: String)
    /// The key does not open the keyring.
    case wrongKey(path: String)
    /// A sealed value does not open under the keyring's own key.
    case damaged(what: String)

    var message: String {
        switch self {
        case .missingKey(let path): "the keyring's key file \(path.printable) is missing"
        case .exposedKey(let path): "the keyring's key file \(path.printable) can be read by others"
        case .malformedKey(let path): "\(path.printable) is not a key file of firebreak"
        case .wrongKey(let path): "the key file \(path.printable) does not open the keyring"
        case .damaged(let what): "\(what) in the keyring is damaged or was moved from another place"
        }
    }

    var hint: String? {
        switch self {
        case .missingKey: "restore it from its backup: without it the keyring cannot be opened"
        case .exposedKey(let path): "run chmod 600 \(path.printable)"
        case .malformedKey: "check 'keyring.unlock' in the configuration"
        case .wrongKey: "the state was made with another key file: check 'keyring.unlock' and 'state'"
        case .damaged: "restore the state from its backup"
        }
    }

    var status: ExitStatus {
        switch self {
        case .missingKey: .inputNotFound
        case .exposedKey, .wrongKey: .refused
        case .malformedKey: .configuration
        case .damaged: .badInput
        }
    }
}
