import Basics
import Cryptography
import Redis
import TestSupport
import Testing

@Suite("Finding the nodes of a cluster", .timeLimit(.minutes(10)))
struct ClusterDiscoveryTests {
    /// One for all tests that leave it as it is; it ends with the process.
    private static let shared = Result { try RedisCluster(primaries: 3, replicas: 1) }

    private func addresses(_ nodes: some Sequence<RedisCluster.Node>) -> [RedisEndpoint.Address] {
        nodes.map { .tcp(host: "127.0.0.1", port: $0.server.port) }
    }

    @Test func fromAnyNode() throws {
        let cluster = try Self.shared.get()
        for index in cluster.nodes.indices {
            let deployment = try RedisDeployment(url: cluster.url(naming: [index]))
            let topology = try deployment.resolve()
            #expect(topology.isCluster && topology.unservedSlots == 0)
            #expect(topology.primaries.map(\.id) == cluster.primaries.map(\.id))
            #expect(topology.primaries.map(\.slots) == cluster.primaries.map { [$0.slots ?? 0...0] })
            #expect(topology.primaries.map(\.address) == addresses(cluster.primaries))
            #expect(Set(topology.replicas.compactMap(\.id)) == Set(cluster.replicas.map(\.id)))
            #expect(topology.nodes.allSatisfy { !$0.isFailing })
        }
        // A seed on which nobody listens, and one that accepts and never says a word, are passed over.
        let silent = try RedisServer()
        silent.freeze()
        defer { silent.thaw() }
        let hosts = "127.0.0.1:\(freePort()),127.0.0.1:\(silent.port)"
        let topology = try RedisDeployment(
            url: "redis+cluster://\(hosts),127.0.0.1:\(cluster.nodes[5].server.port)"
        ).resolve()
        #expect(topology.primaries.count == 3)
    }

    @Test func manyKeysOnAllNodes() throws {
        let cluster = try Self.shared.get()
        let client = RedisClient(try RedisDeployment(url: cluster.url))
        let commands = (0..<5000).map { RedisKeyedCommand(["SET", .string("key:\($0)"), .integer($0)]) }
        #expect(client.send(commands).allSatisfy { $0.reply == .status("OK") && !$0.mayHaveRunUnseen })
        #expect(try client.command("GET", "key:17").text == "17")
        for node in cluster.nodes { #expect(try node.server.ask("DBSIZE") != "0") }
        // Refusals stay with their commands.
        let mixed = client.send([
            RedisKeyedCommand(["LPUSH", "key:1", "x"]), RedisKeyedCommand(["GET", "key:1"]),
            RedisKeyedCommand(["MGET", "key:1", "key:2"]), RedisKeyedCommand(["NOSUCH", "key:2"]),
        ])
        #expect(mixed.map { $0.error?.code } == ["WRONGTYPE", nil, "CROSSSLOT", "ERR"])
        #expect(mixed[1].reply?.text == "1")
        #expect(mixed[2].error?.hint?.contains("{tag}") == true)
    }

    @Test func overTLSWithAPassword() throws {
        let cluster = try RedisCluster(primaries: 2, replicas: 1, password: "hidden1", tls: true)
        let deployment = try RedisDeployment(url: cluster.url)
        let topology = try deployment.resolve()
        #expect(
            topology.primaries.map(\.address)
                == cluster.primaries.map { .tcp(host: "127.0.0.1", port: $0.server.tlsPort) })
        #expect(topology.replicas.count == 2)
        #expect(topology.nodes.allSatisfy { $0.endpoint.tls != nil && $0.endpoint.description.hasPrefix("rediss://") })
        let client = RedisClient(deployment)
        let commands = (0..<100).map { RedisKeyedCommand(["SET", .string("key:\($0)"), "1"]) }
        #expect(client.send(commands).allSatisfy { $0.reply == .status("OK") })
        // The authority counts on every node, and so does the password.
        var stranger = deployment
        stranger.template.tls = TLSConfiguration(caFile: try #require(cluster.certificates).stranger)
        guard case .tls = #expect(throws: RedisError.self, performing: { try stranger.resolve() }) else {
            Issue.record("another authority was taken")
            return
        }
        var forgetful = deployment
        forgetful.template.password = nil
        guard case .authentication = #expect(throws: RedisError.self, performing: { try forgetful.resolve() }) else {
            Issue.record("nobody logged in")
            return
        }
    }

    @Test(arguments: [
        ["+cluster|slots"], ["+cluster|shards"], ["+cluster|slots", "+cluster|shards"],
    ])
    func asAUserOfTheAccessControlList(rules: [String]) throws {
        let cluster = try Self.shared.get()
        let user = "revoker-\(rules.joined(separator: "-").filter(\.isLetter))"
        for node in cluster.nodes {
            try node.server.ask(
                "ACL", "SETUSER", user, "reset", "on", ">pw", "~sess:*", "-@all", "+get", "+asking",
                rules.joined(separator: " "))
        }
        let url = "redis+cluster://\(user):pw@127.0.0.1:\(cluster.nodes[0].server.port)"
        let client = RedisClient(try RedisDeployment(url: url))
        let answers = client.send((0..<50).map { RedisKeyedCommand(["GET", .string("sess:\($0)")]) })
        #expect(answers.allSatisfy { $0.reply == .null })
        #expect(client.topology?.primaries.map(\.address) == addresses(cluster.primaries))
        let other = client.send([RedisKeyedCommand(["GET", "hidden"])])[0]
        #expect(other.error?.code == "NOPERM" && other.error?.message.contains("hidden") == false)
    }

    @Test func aUserWhoMayNotAskForTheMap() throws {
        let cluster = try Self.shared.get()
        try cluster.nodes[0].server.ask("ACL", "SETUSER", "narrow", "reset", "on", ">pw", "~*", "-@all", "+get")
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis+cluster://narrow:pw@127.0.0.1:\(cluster.nodes[0].server.port)").resolve()
        }
        #expect(error?.code == "NOPERM" && error?.status == .refused)
    }

    @Test func aServerThatIsNoNode() throws {
        let server = try RedisServer()
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis+cluster://127.0.0.1:\(server.port)").resolve()
        }
        guard case .topology(_, .notACluster) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.status == .configuration && error?.hint?.contains("redis://") == true)
    }

    @Test func aNodeThatWasNotSetUp() throws {
        let server = try RedisServer(arguments: ["--cluster-enabled", "yes", "--cluster-port", String(freePort())])
        for url in ["redis+cluster://127.0.0.1:\(server.port)", "redis://127.0.0.1:\(server.port)"] {
            let error = #expect(throws: RedisError.self) { try RedisDeployment(url: url).resolve() }
            guard case .topology(_, let problem) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(problem == (url.contains("cluster") ? .noSlots : .partOfACluster))
        }
    }

    @Test func aNodeThatIsTakenForASingleServer() throws {
        let cluster = try Self.shared.get()
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis://127.0.0.1:\(cluster.nodes[0].server.port)").resolve()
        }
        guard case .topology(_, .partOfACluster) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.status == .configuration && error?.hint?.contains("redis+cluster://") == true)
    }

    @Test func aClusterOfOneIsAsGoodAsASingleServer() throws {
        let cluster = try RedisCluster(primaries: 1)
        let url = "redis://127.0.0.1:\(cluster.nodes[0].server.port)"
        #expect(try RedisClient(try RedisDeployment(url: url)).command("SET", "a", "1") == .status("OK"))
        #expect(try RedisClient(try RedisDeployment(url: cluster.url)).command("GET", "a").text == "1")
    }
}
