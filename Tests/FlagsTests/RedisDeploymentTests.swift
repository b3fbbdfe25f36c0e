import Flags
import Redis
import TestSupport
import Testing

/// Flags in Redis deployments whose servers change places.
@Suite("Flags in Redis Cluster and behind Sentinels") struct RedisDeploymentTests {
    private static func source(_ url: String, _ place: RedisFlagSource.Place = .keys(prefix: "f:")) throws
        -> RedisFlagSource
    {
        RedisFlagSource(name: "app", deployment: try RedisDeployment(url: url), place: place, channel: "changes")
    }

    /// The first two messages that are heard at one server from when `body` starts.
    private static func heard(at server: RedisServer, _ body: () throws -> Void) throws -> [String] {
        var subscription = try RedisSubscription(RedisEndpoint(url: server.url), channels: ["changes"])
        try body()
        var messages: [String] = []
        while messages.count < 2, let message = try subscription.next(within: .seconds(10)) {
            messages.append(message.payload.text ?? "")
        }
        return messages
    }

    private static let published = [#"{"flag":"A","value":false}"#, #"{"flag":"A","value":null}"#]

    @Test("a change in a cluster is heard at every node, whichever has the key")
    func publishesInCluster() throws {
        let cluster = try RedisCluster()
        for node in cluster.nodes {
            for place in [RedisFlagSource.Place.hash("flags"), .keys(prefix: "f:")] {
                let source = try Self.source(cluster.url, place)
                let messages = try Self.heard(at: node.server) {
                    let prior = try source.snapshot("A")
                    let off = try source.set(.boolean(false), over: prior).snapshot
                    try source.write(prior, expecting: off)
                }
                #expect(messages == Self.published)
            }
        }
    }

    @Test("a change behind Sentinels is heard at a replica too")
    func publishesBehindSentinels() throws {
        let group = try RedisSentinelGroup(downAfter: 60000)
        let source = try Self.source(group.url)
        for server in group.servers {
            let messages = try Self.heard(at: server) {
                let prior = try source.snapshot("A")
                let off = try source.set(.boolean(false), over: prior).snapshot
                try source.write(prior, expecting: off)
            }
            #expect(messages == Self.published)
        }
    }

    @Test("after a failover behind Sentinels the new primary is changed")
    func sentinelFailover() throws {
        let group = try RedisSentinelGroup()
        let source = try Self.source(group.url)
        try group.servers[0].ask("SET", "f:A", "true")
        try waitUntil("the replica has it") { try group.servers[1].ask("GET", "f:A") == "true" }
        let prior = try source.snapshot("A")
        let target = try source.prepare(.boolean(false), over: prior)
        group.servers[0].crash()
        // The client finds the new primary by itself; how long the Sentinels take is their affair.
        try group.waitUntilFailedOver(from: group.servers[0], at: group.sentinels[0])
        try source.write(target, expecting: prior)
        #expect(try group.servers[1].ask("GET", "f:A") == "false")
        #expect(try source.list().map(\.name) == ["A"])
        try source.write(prior, expecting: target)
        #expect(try source.get("A") == .boolean(true))
    }

    @Test("after a failover in a cluster the replica that took over is changed")
    func clusterFailover() throws {
        let cluster = try RedisCluster(replicas: 1, nodeTimeout: 2000)
        let source = try Self.source(cluster.url(naming: [0, 1, 2]), .hash("flags"))
        let index = try #require(
            cluster.primaries.firstIndex { $0.slots?.contains(HashSlot.of("flags".utf8)) == true })
        try cluster.nodes[index].server.ask("HSET", "flags", "A", "true")
        let replica = cluster.nodes[index + cluster.primaryCount]
        // A replica shows what it has to those who ask for its own data.
        try waitUntil("the replica has it") {
            try replica.server.ask("INFO", "keyspace").contains("db0:keys=1")
        }
        let prior = try source.snapshot("A")
        cluster.nodes[index].server.crash()
        try cluster.waitUntilPromoted(replica)
        let written = try source.set(.boolean(false), over: prior)
        #expect(written.snapshot.value == .boolean(false))
        #expect(try replica.server.ask("HGET", "flags", "A") == "false")
    }

    @Test("a flag is changed where it is while its slot moves to another node", arguments: [true, false])
    func movingSlot(isThere: Bool) throws {
        let cluster = try RedisCluster()
        let source = try Self.source(cluster.url)
        let slot = HashSlot.of("f:A".utf8)
        let from = cluster.primary(ofSlot: slot)
        let to = try #require(cluster.primaries.first { $0.id != from.id })
        try from.server.ask("SET", "f:A", "true", "EX", "1000")
        try to.server.ask("CLUSTER", "SETSLOT", String(slot), "IMPORTING", from.id)
        try from.server.ask("CLUSTER", "SETSLOT", String(slot), "MIGRATING", to.id)
        if isThere { try from.server.ask("MIGRATE", "127.0.0.1", String(to.server.port), "f:A", "0", "5000") }
        #expect(try source.list().map(\.name) == ["A"])
        let prior = try source.snapshot("A")
        #expect(prior.value == .boolean(true))
        let off = try source.set(.boolean(false), over: prior).snapshot
        let gone = try source.set(.absent, over: off).snapshot
        #expect(try source.get("A") == .absent)
        let absent = try source.snapshot("A")
        #expect(throws: FlagsError.self) { try source.set(.number(1), over: prior) }
        #expect(absent.hash == gone.hash)
        try source.write(prior, expecting: gone)
        for node in [to, from] { try node.server.ask("CLUSTER", "SETSLOT", String(slot), "NODE", to.id) }
        #expect(try source.get("A") == .boolean(true))
        #expect(try #require(Int(to.server.ask("TTL", "f:A"))) > 900)
    }

    @Test("a node of a cluster that is named as one server is refused, and the hint says how to name it")
    func oneNode() throws {
        let cluster = try RedisCluster()
        let source = try Self.source(cluster.nodes[0].server.url)
        let error = #expect(throws: FlagsError.self) { try source.snapshot("A") }
        #expect(error?.hint?.contains("redis+cluster://") == true)
    }
}
