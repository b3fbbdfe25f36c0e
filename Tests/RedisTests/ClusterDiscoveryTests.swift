import Redis
import TestSupport
import Testing

@Suite("Finding the nodes of a cluster", .timeLimit(.minutes(10)))
struct ClusterDiscoveryTests {
    @Test func fromAnyNode() throws {
        let cluster = try RedisCluster(primaries: 3, replicas: 1)
        for index in cluster.nodes.indices {
            let deployment = try RedisDeployment(url: cluster.url(naming: [index]))
            let topology = try deployment.resolve()
            #expect(topology.isCluster && topology.unservedSlots == 0)
            #expect(topology.primaries.map(\.id) == cluster.primaries.map(\.id))
            #expect(topology.primaries.map(\.slots) == cluster.primaries.map { [$0.slots ?? 0...0] })
            #expect(
                topology.primaries.map(\.address)
                    == cluster.primaries.map { .tcp(host: "127.0.0.1", port: $0.server.port) })
            #expect(Set(topology.replicas.compactMap(\.id)) == Set(cluster.replicas.map(\.id)))
        }
        let client = RedisClient(try RedisDeployment(url: cluster.url))
        let commands = (0..<5000).map { RedisKeyedCommand(["SET", .string("key:\($0)"), .integer($0)]) }
        #expect(client.send(commands).allSatisfy { $0.reply == .status("OK") && !$0.mayHaveRunUnseen })
        #expect(try client.command("GET", "key:17").text == "17")
    }
}
