public import Basics

/// What is wrong with the configuration, and where. What `${env:NAME}` and `${file:PATH}` resolved to never appears.
public enum ConfigurationError: Failure {
    /// Something at a place of the file is wrong.
    case invalid(ConfigurationLocation, String, hint: String?)
    /// A reference could not be resolved when its value was used.
    case unresolved(ConfigurationLocation, String, hint: String?)
    /// The file could not be read, and why.
    case unreadable(path: String, reason: String)
    /// There is no such file; it was asked for by `--config` or `$FIREBREAK_CONFIG`.
    case notFound(path: String)

    public var message: String {
        switch self {
        case .invalid(let location, let text, _), .unresolved(let location, let text, _): "\(location): \(text)"
        case .unreadable(let path, let reason):
            "the configuration '\(path.printable)' cannot be read: \(reason)"
        case .notFound(let path): "there is no configuration file '\(path.printable)'"
        }
    }

    public var hint: String? {
        switch self {
        case .invalid(_, _, let hint), .unresolved(_, _, let hint): hint
        case .unreadable: nil
        case .notFound: "check the path, or run 'firebreak init' to write one"
        }
    }

    public var status: ExitStatus {
        if case .notFound = self { .inputNotFound } else { .configuration }
    }
}
