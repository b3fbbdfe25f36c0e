public import Basics
internal import Cryptography

extension RedisError {
    /// What is wrong, and where.
    public var message: String {
        switch self {
        case .invalidURL(let reason): "the Redis URL is not valid: \(reason)"
        case .unsupported(let what): what
        case .unreachable(let endpoint, let reason): "cannot reach Redis at \(endpoint): \(reason)"
        case .timedOut(let endpoint, let stage):
            switch stage {
            case .connecting: "Redis at \(endpoint) did not let us in in time"
            case .sending: "Redis at \(endpoint) took nothing more in time"
            case .waiting: "Redis at \(endpoint) did not answer in time"
            }
        case .authentication(let endpoint, let problem): "Redis at \(endpoint) refused the login: \(problem.text)"
        case .tls(let endpoint, let error): "Redis at \(endpoint): \(error.message)"
        case .server(let code, let message): ServerRefusal(code).sentence ?? "Redis refused: \(code) \(message)"
        case .protocolViolation(let endpoint, let reason): "Redis at \(endpoint) sent what is no answer: \(reason)"
        case .closed(let endpoint): "the connection to Redis at \(endpoint) is closed"
        case .topology(let place, let problem): problem.text(place)
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch self {
        case .invalidURL:
            "write redis://[[user]:password@]host[:port][/database], redis+cluster://host,host or "
                + "redis+sentinel://host,host/NAME, with reserved characters as %XX"
        case .unsupported: nil
        case .unreachable(let endpoint, _):
            endpoint.hasPrefix("unix:")
                ? "check the path, and that this user may use the socket"
                : "check host and port, and that the server is running and listens there"
        case .timedOut(_, .connecting):
            "check host and port, whether the port speaks TLS, and whether packets are dropped"
        case .timedOut:
            "check whether the server is busy (redis-cli --latency, SLOWLOG GET) or the network drops packets"
        case .authentication(_, let problem): problem.hint
        case .tls(_, let error): error.hint
        case .server(let code, _): ServerRefusal(code).hint
        case .protocolViolation: "check that the port is that of a Redis server, and whether it wants TLS"
        case .closed: "run the command again"
        case .topology(_, let problem): problem.hint
        }
    }

    /// The exit status that fits.
    public var status: ExitStatus {
        switch self {
        case .invalidURL, .unsupported: .configuration
        case .unreachable, .timedOut, .protocolViolation, .closed: .unavailable
        case .authentication: .refused
        case .tls(_, let error): error.status
        case .server(let code, _): ServerRefusal(code).status
        case .topology(_, let problem): problem.status
        }
    }
}

extension RedisError.LoginProblem {
    var text: String {
        switch self {
        case .passwordNeeded: "it wants a password"
        case .wrongPassword: "the user name or the password is wrong, or the user is switched off"
        case .noPasswordSet: "a password was given, but its default user has none"
        case .refused(let code): code.printable
        }
    }

    var hint: String? {
        switch self {
        case .passwordNeeded: "give it in the URL, as redis://:${env:REDIS_PASSWORD}@host"
        case .wrongPassword: "check both; reserved characters in them are written as %XX in a URL"
        case .noPasswordSet: "check that this is the right server, or leave the password out"
        case .refused: nil
        }
    }
}
