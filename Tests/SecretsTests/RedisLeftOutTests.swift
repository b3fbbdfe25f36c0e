import Basics
import Cryptography
import Redis
import TestSupport
import Testing

@testable import Secrets

@Suite("An emergency rotation of a Redis password without a server that is down")
struct RedisLeftOutTests {
    enum Deployment: String, Sendable, CaseIterable { case cluster, sentinel }

    private func withDeployment(
        _ deployment: Deployment, _ body: (_ url: String, _ servers: [RedisServer]) throws -> Void
    ) throws {
        switch deployment {
        case .cluster:
            let cluster = try RedisCluster(primaries: 3, replicas: 1, nodeTimeout: 60000, password: "admin-pw")
            try body(cluster.url + "?timeout=500ms", cluster.nodes.map(\.server))
            withExtendedLifetime(cluster) {}
        case .sentinel:
            let group = try RedisSentinelGroup(replicas: 2, sentinels: 1, downAfter: 60000, password: "admin-pw")
            try body(group.url + "?timeout=500ms", group.servers)
            withExtendedLifetime(group) {}
        }
    }

    @Test(
        "is refused unless the server is named; then it is said, and tick finishes the server when it is back",
        arguments: Deployment.allCases)
    func serverDown(deployment: Deployment) throws {
        try withDeployment(deployment) { url, servers in
            try makeUser("app", "stolen-password", at: servers)
            try withTemporaryDirectory { directory in
                let redis = try RedisACLScene(directory, url: url, ports: servers.map(\.port), user: "app")
                try redis.writeConsumer("stolen-password")
                let lost = servers[servers.count - 1]
                let place = "127.0.0.1:\(lost.port)"
                let thief = try redis.connect(lost.port, "stolen-password")
                lost.freeze()
                defer { lost.thaw() }

                let refused = #expect(throws: SecretsError.self) {
                    try redis.engine.rotate(redis.definition, compromised: true)
                }
                #expect(refused?.hint?.contains("--without-node \(place)") == true, "\(refused?.hint ?? "")")
                #expect(try redis.consumerPassword() == "stolen-password")
                let plan = try redis.engine.plan(redis.definition, compromised: true, without: [place])
                #expect(plan.leftOut == [place])
                #expect(plan.warnings.contains { $0.contains("LEFT OUT: \(place)") })

                let outcome = try redis.engine.rotate(redis.definition, compromised: true, without: [place])
                #expect(outcome.status == .partial && outcome.nextStep == .complete, "\(outcome.warnings)")
                #expect(outcome.leftOut == [place])
                #expect(outcome.warnings.contains { $0.contains("MAY STILL ACCEPT THE OLD ONE") })
                let new = try #require(try redis.consumerPassword())
                #expect(new != "stolen-password")
                let others = try RedisACLScene(
                    directory + "/others", url: url, ports: servers.dropLast().map(\.port), user: "app")
                #expect(try others.accepting("stolen-password") == 0)
                #expect(try others.accepting(new) == servers.count - 1)

                // As long as it is away, tick says so; that it does not give up is tested with cut-offs.
                for _ in 0..<2 {
                    redis.scene.clock.pass(.seconds(4500))
                    let due = try redis.engine.unfinished([redis.definition])
                    #expect(due.count == 1)
                    let again = try redis.engine.advance(redis.definition, isScheduled: true)
                    #expect(again?.status == .partial && again?.trouble?.isParked == false)
                }
                lost.thaw()
                redis.scene.clock.pass(.seconds(4500))
                let end = try #require(try redis.engine.advance(redis.definition, isScheduled: true))
                #expect(end.status == .done && end.nextStep == nil && end.leftOut.isEmpty, "\(end.warnings)")
                #expect(try redis.accepting("stolen-password") == 0)
                #expect(try redis.accepting(new) == servers.count)
                #expect(!thief.isAlive)
            }
        }
    }

    @Test("a Sentinel that is down may be left out too, and is told when it is back")
    func sentinelDown() throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 3, downAfter: 60000, password: "admin-pw")
        try withTemporaryDirectory { directory in
            let redis = try RedisACLScene(
                directory, url: group.url + "?timeout=500ms", ports: group.servers.map(\.port), user: "default")
            try redis.writeConsumer("admin-pw")
            let lost = group.sentinels[2]
            let place = "127.0.0.1:\(lost.port)"
            lost.freeze()
            defer { lost.thaw() }
            #expect(throws: SecretsError.self) { try redis.engine.rotate(redis.definition, compromised: true) }
            let outcome = try redis.engine.rotate(redis.definition, compromised: true, without: [place])
            #expect(outcome.status == .partial && outcome.leftOut == [place], "\(outcome.warnings)")
            lost.thaw()
            redis.scene.clock.pass(.seconds(4500))
            let end = try #require(try redis.engine.advance(redis.definition, isScheduled: true))
            #expect(end.status == .done && end.nextStep == nil, "\(end.warnings)")
            let new = try #require(try redis.consumerPassword())
            let admin = try RedisLogin(url: "redis://:\(new)@127.0.0.1:\(group.servers[0].port)")
            try waitUntil("all three Sentinels have logged in with it") {
                try Set(admin.clients().filter { $0.name.hasPrefix("sentinel-") }.map(\.name)).count >= 3
            }
        }
    }

    @Test("one that answers is not left out, whoever names it, and one that nobody knows is said")
    func notDown() throws {
        let server = try RedisServer(password: "admin-pw")
        try makeUser("app", "stolen-password", at: [server])
        try withTemporaryDirectory { directory in
            let redis = try RedisACLScene(directory, url: server.url, ports: [server.port], user: "app")
            let outcome = try redis.engine.rotate(
                redis.definition, compromised: true, without: ["127.0.0.1:\(server.port)", "10.9.9.9:6379"])
            #expect(outcome.nextStep == nil && outcome.leftOut.isEmpty)
            #expect(outcome.warnings.filter { $0.contains("was not left out") }.count == 2)
            #expect(try redis.accepting("stolen-password") == 0)
        }
    }
}
