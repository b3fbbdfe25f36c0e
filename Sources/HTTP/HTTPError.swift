public import Basics

/// Why an exchange came to nothing. A URL may be a credential: an error names its origin (scheme, host and port) and
/// never its user information, path or query.
public enum HTTPError: Failure, Equatable {
    /// The request cannot be sent as it is: its URL, method or a header field is malformed. Says what, never quotes it.
    case invalidRequest(String)
    /// The host's name has no address.
    case unresolved(origin: String)
    /// No connection came about.
    case unreachable(origin: String, reason: String)
    /// Something took longer than it may.
    case timedOut(origin: String, limit: Duration)
    /// TLS could not be agreed on, or the server's certificate was refused.
    case tls(origin: String, problem: TLSProblem)
    /// The file of certificate authorities cannot be used.
    case authorities(path: String)
    /// The server closed the connection before its answer was complete.
    case connectionLost(origin: String)
    /// The answer is longer than is taken; its status, where it had come, is known all the same.
    case responseTooLarge(origin: String, limit: Int, status: Int)
    /// What came was not HTTP.
    case malformedResponse(origin: String)
    /// libcurl failed in a way that is none of these.
    case library(origin: String, description: String)

    /// Whether the same request may well succeed later without anything being changed on this side.
    public var isTransient: Bool {
        switch self {
        case .unresolved, .unreachable, .timedOut, .connectionLost, .malformedResponse: true
        case .invalidRequest, .tls, .authorities, .responseTooLarge, .library: false
        }
    }

    public var message: String {
        switch self {
        case .invalidRequest(let what): what
        case .unresolved(let origin): "\(origin) cannot be reached: its host name has no address"
        case .unreachable(let origin, let reason): "\(origin) cannot be reached: \(reason)"
        case .timedOut(let origin, let limit): "\(origin) did not answer within \(limit.compact)"
        case .tls(let origin, let problem): "\(origin) is not trusted: \(problem.reason)"
        case .authorities(let path): "the certificate authorities in \(path.printable) cannot be used"
        case .connectionLost(let origin): "\(origin) closed the connection before its answer was complete"
        case .responseTooLarge(let origin, let limit, _): "\(origin) answered with more than \(limit) bytes"
        case .malformedResponse(let origin): "\(origin) did not answer in HTTP"
        case .library(let origin, let description): "the exchange with \(origin) failed: \(description)"
        }
    }

    public var hint: String? {
        switch self {
        case .invalidRequest: "a URL begins with https:// or http:// and has no spaces or control characters"
        case .unresolved: "check the host's name, the resolver and the network"
        case .unreachable, .timedOut: "check the network, the port, and the proxy in the environment where there is one"
        case .tls(_, let problem): problem.hint
        case .authorities: "it must be a readable PEM file with at least one certificate"
        case .connectionLost, .malformedResponse: "check that the port is the right one, then try again"
        case .responseTooLarge, .library: nil
        }
    }

    public var status: ExitStatus {
        switch self {
        case .invalidRequest: .badInput
        case .authorities: .configuration
        case .unresolved, .unreachable, .timedOut, .tls, .connectionLost, .responseTooLarge, .malformedResponse,
            .library:
            .unavailable
        }
    }
}
