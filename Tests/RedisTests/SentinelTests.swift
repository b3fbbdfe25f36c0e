import Basics
import Redis
import TestSupport
import Testing

@Suite("Finding a primary by its Sentinels", .timeLimit(.minutes(10)))
struct SentinelTests {
    private func local(_ server: RedisServer) -> RedisEndpoint.Address { .tcp(host: "127.0.0.1", port: server.port) }

    @Test func thePrimaryItsReplicasAndAllSentinels() throws {
        let group = try RedisSentinelGroup(replicas: 2)
        // One Sentinel is enough to learn of the others; one that is gone is passed over.
        let directory = RedisDirectory(try RedisDeployment(url: group.url(naming: [0])))
        _ = try directory.resolve()
        for url in [group.url, group.url(naming: [1]), "redis+sentinel://127.0.0.1:\(freePort()),\(hosts(group, [2]))"]
        {
            let topology = try RedisDeployment(url: url).resolve()
            #expect(!topology.isCluster && topology.unservedSlots == 0)
            #expect(topology.primaries.map(\.address) == [local(group.servers[0])])
            #expect(Set(topology.replicas.map(\.address)) == Set(group.servers.dropFirst().map(local)))
            #expect(Set(topology.sentinels.map(\.address)).isSuperset(of: group.sentinels.map(local)))
        }
        // Those that it has heard of help when the one of the URL is gone.
        group.sentinels[0].crash()
        #expect(try directory.resolve().primaries.map(\.address) == [local(group.servers[0])])
        let unknown = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis+sentinel://\(self.hosts(group, [1, 2], name: "other"))").resolve()
        }
        guard case .topology(_, .unknownMaster("other")) = unknown else {
            Issue.record("\(String(describing: unknown))")
            return
        }
        #expect(unknown?.status == .configuration && unknown?.hint?.contains("SENTINEL MASTERS") == true)
    }

    private func hosts(_ group: RedisSentinelGroup, _ indices: [Int], name: String = RedisSentinelGroup.name) -> String
    {
        indices.map { "127.0.0.1:\(group.sentinels[$0].port)" }.joined(separator: ",") + "/\(name)"
    }

    @Test func whenThePrimaryCrashes() throws {
        let group = try RedisSentinelGroup(replicas: 2)
        let directory = RedisDirectory(try RedisDeployment(url: group.url))
        let client = RedisClient(directory)
        #expect(try client.command("SET", "before", "1") == .status("OK"))
        #expect(try client.command(["WAIT", "1", "5000"]).integerValue ?? 0 >= 1)
        group.servers[0].crash()
        // The next command finds the one that takes over.
        #expect(try client.command("SET", "after", "2") == .status("OK"))
        let primary = try directory.resolve().primaries[0]
        #expect(group.servers.dropFirst().map(local).contains(primary.address))
        #expect(try client.command("GET", "before").text == "1")
    }

    @Test func aSentinelThatIsBehindIsNotBelieved() throws {
        let group = try RedisSentinelGroup(replicas: 1)
        let old = group.servers[0]
        // It is cut off while the others agree on another primary.
        group.sentinels[0].freeze()
        old.freeze()
        try group.waitUntilFailedOver(from: old, at: group.sentinels[1])
        for sentinel in group.sentinels { sentinel.freeze() }
        old.thaw()
        group.sentinels[0].thaw()
        group.sentinels[1].thaw()
        let topology = try RedisDeployment(url: group.url(naming: [0, 1])).resolve()
        #expect(topology.primaries.map(\.address) == [local(group.servers[1])])
        for sentinel in group.sentinels { sentinel.thaw() }
    }

    /// A stand-in for a Sentinel: real ones hear of a failover from each other within milliseconds.
    private func sentinel(naming server: RedisServer, epoch: Int?) throws -> ScriptedServer {
        let port = String(server.port)
        return try ScriptedServer { words, _ in
            switch words[1] {
            case "GET-MASTER-ADDR-BY-NAME": "*2\r\n$9\r\n127.0.0.1\r\n$\(port.count)\r\n\(port)\r\n"
            case "MASTER":
                epoch.map { "*2\r\n$12\r\nconfig-epoch\r\n$1\r\n\($0)\r\n" } ?? "-NOPERM no permissions\r\n"
            default: "*0\r\n"
            }
        }
    }

    @Test func theNewestConfigurationCountsAndNoOlderOne() throws {
        // Both servers say that they are primaries.
        let (former, present) = (try RedisServer(), try RedisServer())
        let old = try sentinel(naming: former, epoch: 1)
        let new = try sentinel(naming: present, epoch: 2)
        let silent = try sentinel(naming: present, epoch: nil)
        func deployment(_ sentinels: ScriptedServer...) throws -> RedisDeployment {
            let hosts = sentinels.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
            return try RedisDeployment(url: "redis+sentinel://\(hosts)/m")
        }
        #expect(try deployment(old, new).resolve().primaries.map(\.address) == [local(present)])
        #expect(try deployment(new, old).resolve().primaries.map(\.address) == [local(present)])
        // Where one does not say how new it is, the order decides, as the guidelines have it.
        #expect(try deployment(silent, old).resolve().primaries.map(\.address) == [local(present)])
        #expect(try deployment(old, silent).resolve().primaries.map(\.address) == [local(former)])
        // The present one is gone: the former one is no substitute, although it says that it is a primary.
        present.crash()
        let error = #expect(throws: RedisError.self) { try deployment(old, new).resolve() }
        guard case .topology(_, .masterNotConfirmed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func passwordsOfBothKinds() throws {
        let group = try RedisSentinelGroup(password: "hidden1", sentinelPassword: "hidden2")
        let deployment = try RedisDeployment(url: group.url + "?sentinel_password=hidden2")
        #expect(try deployment.resolve().primaries.map(\.address) == [local(group.servers[0])])
        #expect(try RedisClient(deployment).command("SET", "a", "1") == .status("OK"))
        let without = #expect(throws: RedisError.self) { try RedisDeployment(url: group.url).resolve() }
        guard case .topology(_, .sentinelWantsPassword) = without else {
            Issue.record("\(String(describing: without))")
            return
        }
        #expect(without?.status == .refused && without?.hint?.contains("sentinel_password") == true)
    }

    @Test func nobodyListens() throws {
        let (one, other) = (freePort(), freePort())
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis+sentinel://127.0.0.1:\(one),127.0.0.1:\(other)/m").resolve()
        }
        guard case .topology(_, .nobodyAnswers) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.status == .unavailable)
    }

    @Test func aServerThatIsNoSentinel() throws {
        let server = try RedisServer()
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis+sentinel://127.0.0.1:\(server.port)/m").resolve()
        }
        guard case .topology(_, .notASentinel) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.status == .configuration)
    }

    @Test func aSentinelThatIsTakenForAServer() throws {
        let group = try RedisSentinelGroup(replicas: 0, sentinels: 1)
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis://127.0.0.1:\(group.sentinels[0].port)").resolve()
        }
        guard case .topology(_, .isASentinel) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aPrimaryThatCannotBeReached() throws {
        let group = try RedisSentinelGroup(replicas: 0, sentinels: 1)
        group.servers[0].crash()
        let error = #expect(throws: RedisError.self) { try RedisDeployment(url: group.url).resolve() }
        guard case .topology(_, .masterNotConfirmed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.status == .busy)
    }
}
