public import Basics

/// Why a mail was not taken. Never carries the password.
public enum MailError: Failure, Equatable {
    /// No conversation came about, or it broke off.
    case transport(HTTPError)
    /// The server does not offer STARTTLS.
    case noTLS(server: String)
    /// The server does not know the user, or not by that password.
    case login(server: String, code: Int)
    /// The server refused it, in a reply of this code.
    case refused(server: String, code: Int, reply: String)

    /// Whether the same mail may well be taken later: replies of 4yz ask to try again, those of 5yz not to
    /// (RFC 5321 §4.2.1).
    public var isTransient: Bool {
        switch self {
        case .transport(let error): error.isTransient
        case .noTLS: false
        case .login(_, let code), .refused(_, let code, _): (400..<500).contains(code)
        }
    }

    /// Whether the server may have taken it all the same: the answer to the mail itself did not come.
    public var mayHaveArrived: Bool {
        guard case .transport(let error) = self else { return false }
        switch error {
        case .timedOut, .connectionLost, .malformedResponse, .library: return true
        default: return false
        }
    }

    /// The code of the server's last reply.
    public var code: Int? {
        switch self {
        case .transport, .noTLS: nil
        case .login(_, let code), .refused(_, let code, _): code == 0 ? nil : code
        }
    }

    public var message: String {
        switch self {
        case .transport(let error): error.message
        case .noTLS(let server): "\(server) does not offer STARTTLS"
        case .login(let server, let code): "\(server) did not accept the login\(code == 0 ? "" : " (\(code))")"
        case .refused(let server, let code, let reply):
            "\(server) answered \(code)" + (reply.isEmpty ? "" : ": \(reply.printable)")
        }
    }

    public var hint: String? {
        switch self {
        case .transport(let error): error.hint
        case .noTLS:
            "mail goes out encrypted or not at all: take a server or a port that offers it, or smtps:// for TLS from the start"
        case .login: "check user and password of the channel"
        case .refused(_, let code, _):
            (400..<500).contains(code) ? nil : "check sender, recipients and what the server allows"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .transport(let error): error.status
        case .noTLS, .login, .refused: .unavailable
        }
    }
}
