import Glibc

/// A real primary with replicas and the Sentinels that watch over it, of the test's own on 127.0.0.1. They know each
/// other from the start, by configuration files that say so; all end with this object or with the test process.
public final class RedisSentinelGroup: Sendable {
    /// The name by which the Sentinels know the primary.
    public static let name = "mymaster"

    /// The primary in the beginning, then its replicas.
    public let servers: [RedisServer]
    /// The Sentinels.
    public let sentinels: [RedisServer]
    private let password: String?

    /// A URL that names all Sentinels, with the password of the servers if there is one.
    public var url: String { url(naming: Array(sentinels.indices)) }

    /// A URL that names some of the Sentinels.
    public func url(naming indices: [Int]) -> String {
        let user = password.map { ":\($0)@" } ?? ""
        let hosts = indices.map { "127.0.0.1:\(sentinels[$0].port)" }.joined(separator: ",")
        return "redis+sentinel://\(user)\(hosts)/\(Self.name)"
    }

    /// Starts them all and waits until the replicas follow the primary and the Sentinels see each other.
    ///
    /// - Parameters:
    ///   - replicas: how many follow the primary.
    ///   - sentinels: how many watch; more than half of them must agree.
    ///   - downAfter: after how many milliseconds of silence a server is held for down.
    ///   - password: that of the default user on the servers.
    ///   - sentinelPassword: that of the default user on the Sentinels.
    public init(
        replicas: Int = 1, sentinels count: Int = 3, downAfter: Int = 1500, password: String? = nil,
        sentinelPassword: String? = nil
    ) throws {
        self.password = password
        var options = ["--repl-diskless-sync-delay", "0"]
        if let password { options += ["--masterauth", password] }
        let primary = try RedisServer(arguments: options, password: password)
        var servers = [primary]
        for _ in 0..<replicas {
            servers.append(
                try RedisServer(
                    arguments: options + ["--replicaof", "127.0.0.1", String(primary.port)], password: password))
        }
        for replica in servers.dropFirst() {
            try waitUntil("the replica follows") {
                try replica.ask("INFO", "replication").contains("master_link_status:up")
            }
        }
        self.servers = servers
        let ids = (0..<count).map { _ in randomName() }
        var started: [RedisServer] = []
        for attempt in 1...5 {
            do {
                started = []
                let ports = (0..<count).map { _ in freePort() }
                for index in ids.indices {
                    started.append(
                        try RedisSentinelGroup.start(
                            index, ids, ports, servers.map(\.port), downAfter, password, sentinelPassword))
                }
                break
            } catch  where attempt < 5 {
                continue  // a port was taken in between
            }
        }
        sentinels = started
        for sentinel in sentinels {
            try waitUntil("the Sentinels agree") {
                try sentinel.ask("SENTINEL", "CKQUORUM", Self.name, ignoringRefusals: true).hasPrefix("OK \(count) ")
            }
        }
    }

    private static func start(
        _ index: Int, _ ids: [String], _ ports: [Int], _ servers: [Int], _ downAfter: Int, _ password: String?,
        _ sentinelPassword: String?
    ) throws -> RedisServer {
        var plan = RedisServer.Plan(password: sentinelPassword)
        plan.isSentinel = true
        plan.lines = [
            "sentinel myid \(ids[index])",
            "sentinel monitor \(name) 127.0.0.1 \(servers[0]) \(ids.count / 2 + 1)",
            "sentinel down-after-milliseconds \(name) \(downAfter)", "sentinel failover-timeout \(name) 10000",
        ]
        if let password { plan.lines.append("sentinel auth-pass \(name) \(password)") }
        if let sentinelPassword { plan.lines.append("sentinel sentinel-pass \(sentinelPassword)") }
        for port in servers.dropFirst() { plan.lines.append("sentinel known-replica \(name) 127.0.0.1 \(port)") }
        for other in ids.indices where other != index {
            plan.lines.append("sentinel known-sentinel \(name) 127.0.0.1 \(ports[other]) \(ids[other])")
        }
        return try RedisServer(plan, ports: (plain: ports[index], tls: 0))
    }

    /// Waits until a Sentinel names another primary than this one.
    public func waitUntilFailedOver(from server: RedisServer, at sentinel: RedisServer) throws {
        try waitUntil("another primary is named") {
            try !sentinel.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Self.name).hasSuffix("\n\(server.port)")
        }
    }
}
