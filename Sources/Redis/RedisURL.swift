internal import Basics
public import Cryptography

extension RedisEndpoint {
    /// Reads `redis://[[user]:password@]host[:port][/database]`, `rediss://…` for TLS, or `unix://[[user]:password@]/path`
    /// (the schemes registered with IANA as redis and rediss, and that of redis-py). User, password and path may have
    /// `%XX` in them, an IPv6 address stands in brackets, and the port is 6379 unless given.
    ///
    /// Options after `?`: `db`, `timeout` (of a command, as `10s`), and with TLS `cacert`, `cert`, `key`, `sni` and
    /// `insecure`, named as those of redis-cli. Any other is refused.
    ///
    /// - Parameter tls: how TLS is spoken with `rediss://`; the options of the URL come on top.
    public init(url: String, tls: TLSConfiguration? = nil) throws(RedisError) {
        let parts = try RedisURLParts(url)
        guard parts.kind == .server else {
            throw .unsupported(
                "a URL for one Redis server is wanted here, and this one is for "
                    + (parts.kind == .cluster ? "a Redis Cluster" : "Redis Sentinels"))
        }
        try self.init(parts, tls: tls) { _, _ in false }
    }

    /// - Parameter take: takes an option of its own away; false for any other.
    init(
        _ parts: RedisURLParts, tls: TLSConfiguration?,
        take: (_ name: String, _ value: String) throws(RedisError) -> Bool
    ) throws(RedisError) {
        self.init(address: parts.addresses[0], tls: parts.isTLS ? tls ?? TLSConfiguration() : nil)
        username = parts.username
        password = parts.password.map { SecretBox(Secret($0)) }
        if let database = parts.database { self.database = database }
        for (name, value) in parts.options where try !take(name, value) {
            try set(name, value, whenDatabaseIs: parts.database)
        }
    }

    private mutating func set(_ name: String, _ value: String, whenDatabaseIs given: Int?) throws(RedisError) {
        switch name {
        case "db":
            guard let number = Int(value), number >= 0, given == nil || given == number else {
                throw .invalidURL(reason: "its option db is no database number, or another than in its path")
            }
            database = number
        case "timeout":
            guard let duration = Duration(compact: value), duration > .zero else {
                throw .invalidURL(reason: "its option timeout is no duration, as 10s")
            }
            commandTimeout = duration
        case "cacert" where tls != nil: tls?.caFile = value
        case "cert" where tls != nil: tls?.certificateFile = value
        case "key" where tls != nil: tls?.keyFile = value
        case "sni" where tls != nil: tls?.serverName = value
        case "insecure" where tls != nil:
            guard ["true", "false"].contains(value) else {
                throw .invalidURL(reason: "its option insecure is neither true nor false")
            }
            tls?.verify = value == "false"
        case "cacert", "cert", "key", "sni", "insecure":
            throw .invalidURL(reason: "its option \(name) is for TLS: write rediss://")
        default: throw .invalidURL(reason: "it has an option after '?' that is not known")
        }
    }
}
