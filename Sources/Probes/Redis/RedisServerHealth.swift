internal import Basics
internal import Redis

/// How a Redis server is, by its own word (`INFO`).
public struct RedisServerHealth: Sendable, Hashable {
    /// Where it is: the URL without credentials.
    public let server: String
    /// How long it took to answer a PING.
    public let latency: Duration
    /// Its version; nil where it does not say.
    public let version: String?
    /// `primary` or `replica`; nil where it does not say.
    public let role: Role?
    /// The memory that it uses, in bytes.
    public let memoryUsed: Int64?
    /// What it may use: `maxmemory`, or, where that is not set, all that the machine has.
    public let memoryLimit: Int64?
    /// Whether the limit is the server's own, and not the machine's.
    public let isMemoryLimited: Bool
    /// What it does at its limit, as `noeviction`.
    public let evictionPolicy: String?
    /// What is wrong with its saving to disk, a few words each; empty where nothing is.
    public let persistenceProblems: [String]
    /// A primary's replicas that are up to date with its stream.
    public let replicasOnline: Int
    /// A primary's replicas of whichever state.
    public let replicasConnected: Int
    /// A replica: whether it is linked to its primary.
    public let isLinked: Bool?
    /// How far it, or the last of its replicas, is behind in time: since it was last heard of.
    public let lag: Duration?
    /// How many bytes the last of its replicas has still to take in.
    public let lagBytes: Int64?

    /// What a server is in replication.
    public enum Role: String, Sendable, Hashable, CaseIterable, Codable { case primary, replica }

    /// The part of the memory that is used; nil where it is not told.
    public var memoryShare: Double? {
        guard let memoryUsed, let memoryLimit, memoryLimit > 0 else { return nil }
        return Double(memoryUsed) / Double(memoryLimit)
    }

    /// Reads the answer to INFO (redis/redis, src/server.c, `genRedisInfoString`).
    init(server: String, latency: Duration, info: String) {
        var fields: [Substring: Substring] = [:]
        for line in info.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[colon...].dropFirst()
        }
        func number(_ name: Substring) -> Int64? { fields[name].flatMap { Int64($0) } }
        self.server = server
        self.latency = latency
        version = fields["redis_version"].map { String($0).printable }
        switch fields["role"] {
        case "master": role = .primary
        case "slave": role = .replica
        default: role = nil
        }
        memoryUsed = number("used_memory")
        let own = number("maxmemory") ?? 0
        isMemoryLimited = own > 0
        memoryLimit = own > 0 ? own : number("total_system_memory")
        evictionPolicy = fields["maxmemory_policy"].map { String($0).printable }
        var problems: [String] = []
        if fields["loading"] == "1" { problems.append("it is still loading its data") }
        if fields["rdb_last_bgsave_status"] == "err" { problems.append("the last snapshot failed") }
        if fields["aof_last_write_status"] == "err" { problems.append("the last write to the append-only file failed") }
        if fields["aof_last_bgrewrite_status"] == "err" {
            problems.append("the last rewrite of the append-only file failed")
        }
        persistenceProblems = problems
        let replicas = (0..<(number("connected_slaves") ?? 0)).prefix(1000).compactMap { index in
            fields["slave\(index)"].map(ReplicaFields.init)
        }
        replicasConnected = replicas.count
        replicasOnline = replicas.count { $0.state == "online" }
        isLinked = fields["master_link_status"].map { $0 == "up" }
        if role == .replica {
            lag = number("master_last_io_seconds_ago").flatMap { $0 < 0 ? nil : .seconds($0) }
            lagBytes = nil
        } else {
            lag = replicas.compactMap(\.lag).max().map { .seconds($0) }
            let offset = number("master_repl_offset")
            lagBytes = offset.flatMap { offset in replicas.compactMap(\.offset).min().map { max(0, offset - $0) } }
        }
    }
}

/// `ip=127.0.0.1,port=6380,state=online,offset=42,lag=0`
private struct ReplicaFields {
    let state: Substring?
    let offset: Int64?
    let lag: Int64?

    init(_ text: Substring) {
        var fields: [Substring: Substring] = [:]
        for field in text.split(separator: ",") {
            guard let equals = field.firstIndex(of: "=") else { continue }
            fields[field[..<equals]] = field[equals...].dropFirst()
        }
        state = fields["state"]
        offset = fields["offset"].flatMap { Int64($0) }
        lag = fields["lag"].flatMap { Int64($0) }
    }
}

extension RedisServerHealth: Encodable {
    private enum CodingKeys: CodingKey {
        case server, latencySeconds, version, role, memoryUsed, memoryLimit, isMemoryLimited, evictionPolicy
        case persistenceProblems, replicasOnline, replicasConnected, isLinked, lagSeconds, lagBytes
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(server, forKey: .server)
        try container.encode(latency.inSeconds, forKey: .latencySeconds)
        try container.encode(version, forKey: .version)
        try container.encode(role, forKey: .role)
        try container.encode(memoryUsed, forKey: .memoryUsed)
        try container.encode(memoryLimit, forKey: .memoryLimit)
        try container.encode(isMemoryLimited, forKey: .isMemoryLimited)
        try container.encode(evictionPolicy, forKey: .evictionPolicy)
        try container.encode(persistenceProblems, forKey: .persistenceProblems)
        try container.encode(replicasOnline, forKey: .replicasOnline)
        try container.encode(replicasConnected, forKey: .replicasConnected)
        try container.encode(isLinked, forKey: .isLinked)
        try container.encode(lag?.inSeconds, forKey: .lagSeconds)
        try container.encode(lagBytes, forKey: .lagBytes)
    }
}
