import Basics
import Redis
import Synchronization
import TestSupport
import Testing

@testable import Sessions

/// Stores spread over a real Redis Cluster.
@Suite(.timeLimit(.minutes(10))) struct ClusterTests {
    private static let u1 = SessionSelector(users: ["u1"])

    @Test func revokesOnEveryPrimary() throws {
        let cluster = try RedisCluster()
        let fixture = try DeploymentFixture(cluster.url)
        try fixture.fillWeb(3000)
        try fixture.send("SET", "cache:u1", "u1")
        let store = try fixture.store(more: "  cutoff: {key: \"jwt:{user}\", ttl: 1h}\n")
        #expect(try store.count().matched == 3000)
        let listing = try store.list()
        #expect(listing.principalCount == 10 && listing.principals.allSatisfy { $0.sessions == 300 })
        #expect(try store.plan(Self.u1).matched == 300)
        let reports = Mutex<[RevocationProgress]>([])
        let receipt = try store.revoke(
            Self.u1, watch: .milliseconds(300), progress: { report in reports.withLock { $0.append(report) } })
        #expect(receipt.examined == 3000 && receipt.matched == 300 && receipt.revoked == 300)
        #expect(receipt.verified, "\(receipt.warnings)")
        #expect(receipt.remaining == 0 && receipt.resurrected == 0)
        #expect(try fixture.size() == 2702)
        #expect(try fixture.send("GET", "jwt:u1").text != nil)
        #expect(reports.withLock { $0.contains { $0.phase == .watching } })
        let none = #expect(throws: SessionsError.self) {
            try fixture.store(layout: "{preset: connect-redis, prefix: 'nothing:'}").count()
        }
        #expect(none?.message.contains("sess:* (2700 keys)") == true, "\(none?.message ?? "")")
    }

    /// Indexes and sessions are on different nodes; entries are cleaned up wherever they are.
    @Test func followsIndexesAcrossNodes() throws {
        let cluster = try RedisCluster()
        let fixture = try DeploymentFixture(cluster.url)
        for layout in [LayoutCase.jsonSet, .jsonList, .jsonSortedSet, .stringSet, .hash, .hashSet] {
            try fixture.clear()
            let sessions = (0..<300).map { TestSession(id: "id\($0)", user: "u\($0 % 10)", role: "viewer") }
            try fixture.send(all: sessions.flatMap { layout.write($0) })
            if layout.hasIndex {
                try fixture.send(all: layout.write(TestSession(id: "gone", user: "u1", role: "viewer")))
                try fixture.send("DEL", .string(layout.key("gone")))
            }
            let receipt = try fixture.store(layout: layout.configuration).revoke(Self.u1, watch: .zero)
            #expect(receipt.matched == 30 && receipt.revoked == 30 && receipt.examined == 300, "\(layout): \(receipt)")
            #expect(receipt.verified, "\(layout): \(receipt.warnings)")
            #expect(receipt.warnings.contains { $0.contains("1 entry without a session") } == layout.hasIndex)
            #expect(try fixture.send("EXISTS", "user_sessions:u1") == .integer(0))
            #expect(try fixture.size() == 270 + (layout.hasIndex ? 9 : 0))
        }
    }

    /// Told by each node of what is written there.
    @Test func watchesEveryNode() throws {
        let cluster = try RedisCluster()
        let fixture = try DeploymentFixture(cluster.url)
        try fixture.fillWeb(300)
        let ids = (0..<cluster.primaryCount).map { node in
            (0..<300).first { $0 % 10 == 1 && cluster.nodes[node].slots?.contains(HashSlot.of("sess:s\($0)".utf8)) == true }
        }
        let isWatching = Counter()
        let url = cluster.url
        let attacker = BackgroundThread {
            let mine = try DeploymentFixture(url)
            try waitUntil("the watch has begun") { isWatching.now > 0 }
            for id in ids.compactMap({ $0 }) {
                for _ in 0..<20 {
                    try mine.send("SET", .string("sess:s\(id)"), .string(webSession(user: "u1")))
                    try waitUntil("it is out again") {
                        try mine.send("EXISTS", .string("sess:s\(id)")) == .integer(0)
                    }
                }
            }
        }
        let isOver = Counter()
        let ender = BackgroundThread {
            try attacker.join()
            isOver.next()
        }
        let receipt = try fixture.store().watch(
            Self.u1, for: nil, isCancelled: { isOver.now > 0 },
            progress: { if $0.phase == .watching { isWatching.next() } })
        try ender.join()
        #expect(ids.compactMap { $0 }.count == 3)
        #expect(receipt.revoked == 30 && receipt.resurrected == 60)
        #expect(receipt.verified)
    }

    /// A primary dies midway and its replica takes over: what is left is revoked there.
    @Test func finishesAfterAFailover() throws {
        let cluster = try RedisCluster(primaries: 3, replicas: 1, nodeTimeout: 2000)
        let fixture = try DeploymentFixture(cluster.url)
        try fixture.fillWeb(30_000)
        for primary in cluster.primaries { try primary.server.waitUntilReplicated() }
        let victim = cluster.nodes[1].server
        let crashes = Counter()
        let receipt = try fixture.store().revoke(
            .everything, watch: .zero,
            progress: { if $0.phase == .revoking, $0.revoked > 1000, crashes.next() == 1 { victim.crash() } })
        #expect(crashes.now >= 1)
        #expect(receipt.matched == 30_000)
        #expect(receipt.remaining == 0 && receipt.verified, "\(receipt.warnings)")
        #expect(receipt.warnings.contains { $0.contains("begun anew") })
        #expect(receipt.revoked <= 30_000)
        #expect(try DeploymentFixture(cluster.url).size() == 0)
    }
}
