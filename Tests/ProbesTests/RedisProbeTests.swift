import Basics
import Configuration
import Glibc
import Probes
import TestSupport
import Testing

@Suite("Probes of Redis") struct RedisProbeTests {
    private static func ask(_ url: String, _ change: (inout RedisExpectations) -> Void = { _ in }) throws -> RedisProbeOutcome {
        var expectations = RedisExpectations()
        change(&expectations)
        return try RedisProbe(url: url, expecting: expectations).ask([:], at: TimeSource.system.now)
    }

    /// The expectations that are not met, by what they are about.
    private static func wrong(_ outcome: RedisProbeOutcome) -> [String] {
        outcome.findings.filter { !$0.isMet }.map(\.what)
    }

    @Test("one server: role, memory, latency")
    func single() throws {
        let server = try RedisServer(arguments: ["--maxmemory", "100mb"])
        let good = try Self.ask(server.url) {
            $0.role = .primary
            $0.memory = 0.5
            $0.persistence = true
            $0.lag = .seconds(1)
            $0.latency = .seconds(10)
        }
        #expect(good.verdict == .met && good.verdict.status == .done)
        let health = try #require(good.servers.first)
        #expect(good.servers.count == 1 && health.role == .primary && health.isMemoryLimited)
        #expect(health.memoryLimit == 100 << 20)
        #expect(health.version?.isEmpty == false && health.evictionPolicy == "noeviction")
        let bad = try Self.ask(server.url) {
            $0.role = .replica
            $0.memory = 0.0001
            $0.replicas = 1
            $0.latency = .zero
        }
        #expect(bad.verdict == .notMet && bad.verdict.status == .checkFailed)
        #expect(Self.wrong(bad) == ["role", "memory", "replicas", "latency"])
        try server.ask("CONFIG", "SET", "maxmemory", "0")
        let unlimited = try Self.ask(server.url) { $0.memory = 0.99 }
        #expect(unlimited.verdict == .met && unlimited.servers.first?.isMemoryLimited == false)
    }

    @Test("a snapshot that failed is told where saving should work")
    func persistence() throws {
        let server = try RedisServer()
        // A folder stands where the snapshot should go.
        let name = try server.ask("CONFIG", "GET", "dbfilename").split(separator: "\n").last ?? "dump.rdb"
        guard mkdir("\(server.directory)/\(name)", 0o755) == 0 else { throw TestFailure("cannot make a folder") }
        try server.ask("CONFIG", "SET", "dir", server.directory, ignoringRefusals: true)
        try server.ask("BGSAVE")
        try waitUntil("the snapshot has failed") {
            try server.ask("INFO", "persistence").contains("rdb_last_bgsave_status:err")
        }
        let outcome = try Self.ask(server.url) { $0.persistence = true }
        #expect(Self.wrong(outcome) == ["persistence"])
        #expect(outcome.summary.contains("the last snapshot failed"))
        let indifferent = try Self.ask(server.url)
        #expect(indifferent.verdict == .met)
    }

    @Test("a replica that has lost its primary is not as it should be; one that has it, is")
    func replica() throws {
        let primary = try RedisServer(arguments: ["--repl-diskless-sync-delay", "0"])
        let replica = try RedisServer(arguments: ["--replicaof", "127.0.0.1", String(primary.port)])
        try waitUntil("it follows") { try replica.ask("INFO", "replication").contains("master_link_status:up") }
        try waitUntil("it is online") { try primary.ask("INFO", "replication").contains("state=online") }
        let good = try Self.ask(replica.url) {
            $0.role = .replica
            $0.lag = .seconds(60)
        }
        #expect(good.verdict == .met)
        let seen = try Self.ask(primary.url) {
            $0.replicas = 1
            $0.lag = .seconds(60)
        }
        #expect(seen.verdict == .met && seen.servers.first?.replicasOnline == 1 && seen.servers.first?.lagBytes != nil)
        primary.crash()
        try waitUntil("it notices") { try replica.ask("INFO", "replication").contains("master_link_status:down") }
        let lost = try Self.ask(replica.url)
        #expect(Self.wrong(lost) == ["link to its primary"])
    }

    @Test("of a cluster and behind Sentinels every server is asked, and one that is gone is named")
    func deployments() throws {
        let cluster = try RedisCluster(replicas: 1)
        let all = try Self.ask(cluster.url) { $0.replicas = 1 }
        #expect(all.verdict == .met && all.servers.count == 6)
        #expect(Set(all.servers.map(\.role)) == [.primary, .replica])
        cluster.nodes[5].server.crash()
        let outcome = try Self.ask(cluster.url)
        #expect(outcome.verdict == .notMet && outcome.servers.count == 5)
        #expect(Self.wrong(outcome).first?.hasSuffix(":\(cluster.nodes[5].server.port) answer") == true)

        let group = try RedisSentinelGroup(downAfter: 60000)
        let behind = try Self.ask(group.url) { $0.lag = .seconds(60) }
        #expect(behind.verdict == .met && behind.servers.count == 2)
    }

    @Test("no answer, and a refused login, are no verdict on the server")
    func unreachable() throws {
        let gone = try Self.ask("redis://127.0.0.1:1")
        #expect(gone.verdict == .unreachable && gone.verdict.status == .unavailable && gone.hint != nil)
        let locked = try RedisServer(password: "correct-horse")
        let refused = try Self.ask("redis://127.0.0.1:\(locked.port)")
        #expect(refused.verdict == .unreachable && !refused.summary.contains("correct-horse"))
        let entered = try Self.ask(locked.url)
        #expect(entered.verdict == .met && !entered.name.contains("correct-horse"))
        let frozen = try RedisServer()
        frozen.freeze()
        let silent = try Self.ask(frozen.url + "?timeout=300ms")
        #expect(silent.verdict == .unreachable)
        frozen.thaw()
    }

    @Test("is decoded from the configuration, and what is wrong there is told with its place")
    func decoded() throws {
        func probe(_ text: String) throws -> RedisProbe {
            try RedisProbe(node: ConfigurationFile(text: text, directory: "/srv").root)
        }
        let full = try probe(
            "{url: 'redis://:x@h/1', role: primary, memory: 80%, persistence: true, replicas: 2, lag: 5s, latency: 50ms}")
        #expect(full.expectations.role == .primary && full.expectations.memory == 0.8 && full.expectations.persistence)
        #expect(full.expectations.replicas == 2 && full.expectations.lag == .seconds(5))
        #expect(full.name == "redis://h:6379/1")
        let server = try RedisServer()
        let referred = try probe("{url: '${env:R}'}")
        #expect(try referred.ask(["R": server.url], at: TimeSource.system.now).verdict == .met)
        #expect(throws: ConfigurationError.self) { try referred.ask([:], at: TimeSource.system.now) }
        #expect(throws: ConfigurationError.self) { try referred.ask(["R": "http://x"], at: TimeSource.system.now) }
        for wrong in [
            "{}", "{url: 'http://h'}", "{url: 'redis://h', role: master}", "{url: 'redis://h', memory: 0.8}",
            "{url: 'redis://h', memory: 120%}", "{url: 'redis://h', lag: 5}", "{url: 'redis://h', leg: 5s}", "5",
        ] {
            #expect(throws: ConfigurationError.self, "\(wrong)") { try probe(wrong) }
        }
    }
}
