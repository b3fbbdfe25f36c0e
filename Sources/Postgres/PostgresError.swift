public import Basics

/// What went wrong with a PostgreSQL server. None of them holds a password or a parameter's value.
public enum PostgresError: Failure, Hashable {
    /// The URL is not one; says why, never quoting it.
    case invalidURL(reason: String)
    /// There is no connection: nobody listens, the name is unknown, TLS failed, or the login was refused.
    case unreachable(place: String, reason: String)
    /// The server's certificate is not trusted or not for this host, or it speaks no TLS where TLS is wanted.
    case untrusted(place: String, reason: String)
    /// The login was refused (SQLSTATE class 28), or the database is not there (3D000); no code where libpq itself had
    /// no password to give.
    case authentication(place: String, code: String?, reason: String)
    /// The server takes no writes, as a standby does, and only one that does was wanted.
    case onlyReads(place: String)
    /// The server lets nobody in now: it is starting, stopping or recovering (57P03), or has no connection left (53300).
    case refused(place: String, code: String, reason: String)
    /// Nothing came in time. The connection is closed.
    case timedOut(place: String)
    /// The connection was lost.
    case closed(place: String)
    /// The server refused a statement, with its SQLSTATE.
    case server(code: String, message: String)
    /// A value that PostgreSQL cannot hold, or a column that is not there or of another type.
    case value(String)

    public var message: String {
        switch self {
        case .invalidURL(let reason): "that is no PostgreSQL URL: \(reason)"
        case .unreachable(let place, let reason), .untrusted(let place, let reason):
            "cannot reach PostgreSQL at \(place): \(reason)"
        case .onlyReads(let place): "PostgreSQL at \(place) takes no writes"
        case .authentication(let place, _, let reason): "PostgreSQL at \(place) refuses the login: \(reason)"
        case .refused(let place, _, let reason): "PostgreSQL at \(place) lets nobody in: \(reason)"
        case .timedOut(let place): "PostgreSQL at \(place) does not answer in time"
        case .closed(let place): "PostgreSQL at \(place) ended the connection"
        case .server(let code, let message): "PostgreSQL refuses: \(message) (\(code))"
        case .value(let reason): reason
        }
    }

    public var hint: String? {
        switch self {
        case .invalidURL: "as postgres://user@host:5432/database, or none for PGHOST, PGUSER and so on"
        case .unreachable: "check host and port"
        case .untrusted:
            "name the authority that signed its certificate (sslrootcert=/path/ca.pem in the URL); the host must be as in it"
        case .onlyReads: "name the primary, or all servers one after the other: host1,host2"
        case .authentication(_, "3D000", _): "create the database, or name another"
        case .authentication(_, nil, _): "give the password in the URL, in PGPASSWORD or in ~/.pgpass"
        case .authentication: "check user and password, and pg_hba.conf on the server"
        case .refused(_, "53300", _): "raise max_connections, or have clients share connections"
        case .refused: "try again when it is ready"
        case .timedOut, .closed: "try again"
        case .server(let code, _) where code == "57014": "it took longer than the statement timeout"
        case .server(let code, _) where code == "55P03": "somebody else holds a lock: try again"
        case .server, .value: nil
        }
    }

    public var status: ExitStatus {
        switch self {
        case .invalidURL: .configuration
        case .authentication, .onlyReads: .refused
        case .unreachable, .untrusted, .refused, .timedOut, .closed: .unavailable
        case .server(let code, _) where ["57014", "55P03", "40001", "40P01"].contains(code): .busy
        case .server, .value: .unavailable
        }
    }

    /// Whether the same transaction may succeed when it is begun anew: it was in another's way (SQLSTATE 40001, 40P01).
    public var isConflict: Bool {
        if case .server(let code, _) = self { ["40001", "40P01"].contains(code) } else { false }
    }
}
