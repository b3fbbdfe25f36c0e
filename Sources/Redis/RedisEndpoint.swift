internal import Basics
public import Cryptography

/// Where a Redis server is and how to enter it.
public struct RedisEndpoint: Sendable {
    /// Where it listens. Clusters and Sentinels name several such places.
    public enum Address: Sendable, Hashable {
        /// A name or an address (IPv6 without brackets), and a port.
        case tcp(host: String, port: Int)
        /// The path of a Unix socket.
        case unix(path: String)
    }

    /// Where it listens.
    public var address: Address
    /// How TLS is spoken; nil for plain text.
    public var tls: TLSConfiguration?
    /// The user of its access control list; nil for the default user.
    public var username: String?
    /// The user's password; nil for none.
    public var password: SecretBox?
    /// The number of the database.
    public var database: Int
    /// How long connecting may take, with TLS and login. The system's resolver has limits of its own.
    public var connectTimeout: Duration
    /// How long a reply may take to come in whole, and how long sending may stand still.
    public var commandTimeout: Duration
    /// What the server lists this client as (`CLIENT LIST`).
    public var clientName = "firebreak"

    /// A server, with five seconds to connect and ten for each reply unless said otherwise.
    public init(
        address: Address, tls: TLSConfiguration? = nil, username: String? = nil, password: SecretBox? = nil,
        database: Int = 0, connectTimeout: Duration = .seconds(5), commandTimeout: Duration = .seconds(10)
    ) {
        self.address = address
        self.tls = tls
        self.username = username
        self.password = password
        self.database = database
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
    }
}

extension RedisEndpoint: CustomStringConvertible {
    /// The URL without user and password, as `redis://127.0.0.1:6379/0`.
    public var description: String {
        switch address {
        case .tcp: "\(scheme)://\(address)/\(database)"
        case .unix: "unix://\(address)?db=\(database)"
        }
    }

    /// What a URL to it begins with, unless it is a Unix socket.
    var scheme: String { tls == nil ? "redis" : "rediss" }
}

extension RedisEndpoint.Address: CustomStringConvertible {
    /// As in a URL: `127.0.0.1:6379`, `[::1]:6379`, or the path of a Unix socket.
    public var description: String {
        switch self {
        case .tcp(let host, let port): "\((host.contains(":") ? "[\(host)]" : host).printable):\(port)"
        case .unix(let path): path.printable
        }
    }
}
