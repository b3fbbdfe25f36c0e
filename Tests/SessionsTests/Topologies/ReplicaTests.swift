import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// Replicas that are to have the removals before these count as verified.
@Suite(.timeLimit(.minutes(5))) struct ReplicaTests {
    private static let u1 = SessionSelector(users: ["u1"])

    /// The errands of a cluster, the cut-off among them, are done on connections of their own: `WAIT` on the worker's says
    /// nothing of them.
    @Test func waitsForWhatErrandsWrote() throws {
        let cluster = try RedisCluster(primaries: 3, replicas: 1)
        let fixture = try DeploymentFixture(cluster.url)
        try fixture.fillWeb(30)
        var store = try fixture.store()
        let reporter = ProgressReporter(isCancelled: { false }, report: { _ in })
        let session = try StoreSession(store, Self.u1, reporter)
        for primary in cluster.primaries { try primary.server.waitUntilReplicated() }
        _ = try session.worker.ask(forKey: ["SET", "jwt:cutoff:u1", "1"])
        #expect(session.waitForReplicas(1) == 1)

        for primary in cluster.primaries { try primary.server.waitUntilReplicated() }
        for replica in cluster.replicas { replica.server.freeze() }
        defer { for replica in cluster.replicas { replica.server.thaw() } }
        store.replicaPatience = .milliseconds(300)
        let late = try StoreSession(store, Self.u1, reporter)
        _ = try late.worker.ask(forKey: ["SET", "jwt:cutoff:u1", "2"])
        #expect(late.waitForReplicas(1) == 0)
    }

    /// What the count at the end still finds is removed after everything else.
    @Test func waitsForTheLastRemoval() throws {
        let primary = try Fixture()
        try primary.fillWeb(20)
        let replica = try RedisServer(arguments: ["--replicaof", "127.0.0.1", String(primary.server.port)])
        defer { replica.thaw() }
        try primary.server.waitUntilReplicated()
        var store = try primary.store()
        store.replicaPatience = .milliseconds(300)
        let counting = Counter()
        let saves = Counter()
        let server = primary.server
        let receipt = try store.revoke(
            SessionSelector(users: ["late"]), watch: .milliseconds(1), replicas: 1,
            isCancelled: {
                // The keys are known by now, and their values not yet asked for.
                if counting.now > 0, saves.now == 0, let application = try? Fixture(to: server) {
                    saves.next()
                    replica.freeze()
                    _ = try? application.send("SET", "sess:s1", .string(webSession(user: "late")))
                }
                // So that each step is reported.
                pause(.milliseconds(120))
                return false
            },
            progress: { if $0.phase == .verifying { counting.next() } })
        #expect(saves.now == 1)
        #expect(receipt.resurrected == 1 && receipt.remaining == 0)
        #expect(receipt.warnings.contains { $0.contains("only 0 of 1 replicas") }, "\(receipt.warnings)")
        #expect(!receipt.verified)
    }

    /// The server answers WAIT when the time is up; a reply may take less long than that.
    @Test func waitsLongerThanForOtherReplies() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        var store = try fixture.store(url: fixture.server.url + "?timeout=2s")
        store.replicaPatience = .seconds(3)
        let receipt = try store.revoke(Self.u1, watch: .zero, replicas: 1)
        #expect(receipt.revoked == 2 && receipt.remaining == 0)
        #expect(receipt.warnings.contains { $0.contains("only 0 of 1 replicas") }, "\(receipt.warnings)")
    }
}
