public import Basics

/// What this module's operations end with when they fail. None carries a key, a plain text or a signature.
public enum CryptographyError: Failure, Hashable {
    /// OpenSSL refused.
    case openSSL(OpenSSLError)
    /// What was to be opened was changed, or sealed under another key or for another purpose.
    case authenticationFailed(String)
    /// What was to be read is not in the form it should have; the text names the thing and the fault.
    case malformed(String)
    /// A kind of key, a size or a setting that is not taken.
    case unsupported(String)
    /// A TLS connection to a host (a name or an address, without credentials) failed.
    case tls(host: String, TLSProblem)

    public var message: String {
        switch self {
        case .openSSL(let error): error.message
        case .authenticationFailed(let what): "\(what) does not authenticate"
        case .malformed(let what): what
        case .unsupported(let what): what
        case .tls(let host, let problem): "TLS to \(host.printable): \(problem.text)"
        }
    }

    public var hint: String? {
        switch self {
        case .openSSL: nil
        case .authenticationFailed: "it was changed, or it was sealed with another key: check which key is in use"
        case .malformed, .unsupported: nil
        case .tls(_, let problem): problem.hint
        }
    }

    public var status: ExitStatus {
        switch self {
        case .openSSL(let error): error.status
        case .authenticationFailed, .malformed, .unsupported: .badInput
        case .tls(_, let problem): problem.status
        }
    }

    /// Drains OpenSSL's queue into an error that names the operation.
    static func fromQueue(_ operation: String) -> Self { .openSSL(OpenSSLError(operation)) }
}
