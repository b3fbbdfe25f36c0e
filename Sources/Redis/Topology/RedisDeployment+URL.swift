internal import Basics
public import Cryptography

extension RedisDeployment {
    /// Reads a URL for one server as `RedisEndpoint` does, and besides
    ///
    /// - `redis+cluster://[[user]:password@]host[:port][,host[:port]…]`: any nodes of a Redis Cluster. There is only
    ///   database 0.
    /// - `redis+sentinel://[[user]:password@]host[:port][,host[:port]…]/NAME[/database]`: Sentinels, on port 26379
    ///   unless given, and the name by which they know the primary. User and password are those of the Redis servers;
    ///   the Sentinels' own are the options `sentinel_username` and `sentinel_password`, named as by redis-py's and
    ///   go-redis's URLs.
    ///
    /// `rediss+cluster://` and `rediss+sentinel://` are the same with TLS for all of them; `sentinel_tls=false` leaves
    /// it out for the Sentinels.
    ///
    /// - Parameter tls: how TLS is spoken; the options of the URL come on top.
    public init(url: String, tls: TLSConfiguration? = nil) throws(RedisError) {
        let parts = try RedisURLParts(url)
        var login = SentinelLogin()
        let template = try RedisEndpoint(parts, tls: tls) { name, value throws(RedisError) in
            guard parts.kind == .sentinel else { return false }
            return try login.take(name, value, isTLS: parts.isTLS)
        }
        switch parts.kind {
        case .server: self.init(template)
        case .cluster:
            guard template.database == 0 else {
                throw .invalidURL(reason: "a Redis Cluster has only database 0, and it names another")
            }
            self.init(.cluster, at: parts.addresses, template: template)
        case .sentinel:
            if login.username != nil && login.password == nil {
                throw .invalidURL(reason: "its option sentinel_username stands there without sentinel_password")
            }
            var sentinel = template
            sentinel.database = 0
            sentinel.username = login.username
            sentinel.password = login.password
            if !login.usesTLS { sentinel.tls = nil }
            self.init(
                .sentinel(masterName: parts.masterName ?? ""), at: parts.addresses, template: template,
                sentinelTemplate: sentinel)
        }
    }
}

/// The options that are for Sentinels.
private struct SentinelLogin {
    var username: String?
    var password: SecretBox?
    var usesTLS = true

    /// Takes an option that is one of them.
    mutating func take(_ name: String, _ value: String, isTLS: Bool) throws(RedisError) -> Bool {
        switch name {
        case "sentinel_username" where !value.isEmpty: username = value
        case "sentinel_password" where !value.isEmpty: password = SecretBox(Secret(Array(value.utf8)))
        case "sentinel_username", "sentinel_password":
            throw .invalidURL(reason: "its option \(name) is empty")
        case "sentinel_tls":
            guard ["true", "false"].contains(value), isTLS || value == "false" else {
                throw .invalidURL(
                    reason: "its option sentinel_tls is neither true nor false, or lacks rediss+sentinel://")
            }
            usesTLS = value == "true"
        default: return false
        }
        return true
    }
}
