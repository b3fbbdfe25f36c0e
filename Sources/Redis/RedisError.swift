public import Basics
public import Cryptography

/// What went wrong with a Redis server. None of them holds a password, a key or another argument.
public enum RedisError: Failure, Hashable {
    /// The URL is not one; says why, never quoting it.
    case invalidURL(reason: String)
    /// Something that does not go with what was asked for, as a cluster where one server is wanted.
    case unsupported(String)
    /// Nobody listens there, or the name is unknown.
    case unreachable(endpoint: String, reason: String)
    /// Nothing came, or nothing could be sent, in time. The connection is closed.
    case timedOut(endpoint: String, while: Stage)
    /// The login was refused.
    case authentication(endpoint: String, LoginProblem)
    /// TLS failed.
    case tls(endpoint: String, CryptographyError)
    /// The server refused a command. The message is the server's, with everything in quotes taken out.
    case server(code: String, message: String)
    /// What came is no RESP2, or larger than allowed. The connection is closed.
    case protocolViolation(endpoint: String, reason: String)
    /// The server or the network ended the connection, or it had failed before.
    case closed(endpoint: String)

    /// The servers are others than the URL says, or not known; where, as a URL without credentials.
    case topology(place: String, RedisTopologyProblem)

    /// What was being done.
    public enum Stage: String, Sendable { case connecting, sending, waiting }

    /// Why a login was refused.
    public enum LoginProblem: Sendable, Hashable {
        /// The server wants a password and none was given (NOAUTH).
        case passwordNeeded
        /// User or password is wrong, or the user is switched off (WRONGPASS).
        case wrongPassword
        /// A password was given and the default user has none.
        case noPasswordSet
        /// Anything else; the server's error code.
        case refused(code: String)
    }
}
