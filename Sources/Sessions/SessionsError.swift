public import Basics
public import Configuration
public import Redis

/// What went wrong with a session store. No session id and no credential appears in any of them.
public enum SessionsError: Failure {
    /// The selector cannot be meant, or the layout cannot answer it.
    case selector(String, hint: String?)
    /// A value of the store's configuration could not be resolved.
    case configuration(ConfigurationError)
    /// The server could not be reached or refused a command; nothing was revoked.
    case redis(store: String, RedisError)
    /// No key of the store has the form of the layout.
    case nothingMatchesLayout(store: String, pattern: String, NearMisses)
    /// The server is a replica, which cannot revoke; `primary` is the one it follows, where it says so.
    case replica(store: String, endpoint: String, primary: String?)
    /// The connection was lost or a command refused midway. `receipt` holds what is certain; of `unknown` more
    /// sessions it is not known whether they are gone.
    case interrupted(receipt: RevocationReceipt, unknown: Int, cause: RedisError)

    /// What is wrong, in a sentence.
    public var message: String {
        switch self {
        case .selector(let text, _): text
        case .configuration(let error): error.message
        case .redis(let store, let error): "store '\(store.printable)': \(error.message)"
        case .nothingMatchesLayout(let store, let pattern, let near):
            "store '\(store.printable)': no key has the form '\(pattern.printable)' (\(near.description))"
        case .replica(let store, let endpoint, _):
            "store '\(store.printable)': \(endpoint) is a replica, which cannot revoke sessions"
        case .interrupted(let receipt, let unknown, let cause):
            "store '\(receipt.store.printable)': stopped after \(receipt.revoked) sessions were revoked"
                + (unknown > 0 ? ", of \(unknown) more it is not known" : "") + ": \(cause.message)"
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch self {
        case .selector(_, let hint): hint
        case .configuration(let error): error.hint
        case .redis(let store, let error): Self.hint(for: error, store: store)
        case .nothingMatchesLayout(_, _, let near): near.hint
        case .replica(_, _, let primary):
            primary.map { "use its primary, \($0.printable)" } ?? "use its primary"
        case .interrupted(let receipt, _, let cause):
            (Self.hint(for: cause, store: receipt.store).map { $0 + "; then " } ?? "")
                + "run the same command again: it finishes the rest"
        }
    }

    /// The exit status that fits.
    public var status: ExitStatus {
        switch self {
        case .selector: .usage
        case .configuration(let error): error.status
        case .redis(_, let error): error.status
        case .nothingMatchesLayout: .inputNotFound
        case .replica: .refused
        case .interrupted(_, _, let cause): cause.status
        }
    }

    /// A missing permission is answered with what the user needs.
    private static func hint(for error: RedisError, store: String) -> String? {
        guard case .server(let code, _) = error, code == "NOPERM" else { return error.hint }
        return "'firebreak sessions acl --store \(store.printable)' prints what its user must be allowed to do"
    }
}
