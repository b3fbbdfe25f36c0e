internal import Basics

/// Why a TLS connection failed.
public enum TLSProblem: Sendable, Hashable {
    /// The server's certificate is not trusted, or is for another host; OpenSSL's text for it.
    case certificate(String)
    /// No agreement with the server, or it does not speak TLS.
    case handshake(String)
    /// Nobody listens there, or the name is unknown.
    case unreachable(String)
    /// The CA file, the client's certificate or its key cannot be used.
    case credentials(String)
    /// Nothing came, or nothing could be sent, within the time allowed. The connection can still be used.
    case timedOut
    /// The connection ended without the notice that TLS asks for, or the system reported an error.
    case broken(String)

    var text: String {
        switch self {
        case .certificate(let reason): "the server's certificate is refused: \(reason)"
        case .handshake(let reason): "the handshake failed: \(reason)"
        case .unreachable(let reason): "it cannot be reached: \(reason)"
        case .credentials(let reason): reason
        case .timedOut: "timed out"
        case .broken(let reason): "the connection broke: \(reason)"
        }
    }

    var hint: String? {
        switch self {
        case .certificate:
            "name the authority's certificate as the CA file, or the name in the certificate as the server name"
        case .handshake: "check that the port speaks TLS 1.2 or newer, and whether it wants a client certificate"
        case .unreachable: "check host and port, and that the server listens there"
        case .credentials: "check the path, and that the key belongs to the certificate and has no passphrase"
        case .timedOut, .broken: nil
        }
    }

    var status: ExitStatus {
        switch self {
        case .certificate, .handshake, .unreachable, .timedOut, .broken: .unavailable
        case .credentials: .configuration
        }
    }
}
