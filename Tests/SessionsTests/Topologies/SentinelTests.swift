import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// Stores whose primary Sentinels know.
@Suite(.timeLimit(.minutes(10))) struct SentinelTests {
    /// The primary dies midway; the Sentinels promote the replica, and the rest is revoked there.
    @Test func finishesAfterAFailover() throws {
        // On a busy machine Sentinels that are soon afraid take a primary for dead that only waits its turn; what was
        // written to it meanwhile would be lost with it, and not by us.
        let group = try RedisSentinelGroup(downAfter: 5000)
        let fixture = try DeploymentFixture(group.url)
        try fixture.fillWeb(30_000)
        try group.servers[0].waitUntilReplicated()
        let victim = group.servers[0]
        let calls = Counter()
        let receipt = try fixture.store().revoke(
            .everything, watch: .zero,
            isCancelled: {
                if calls.next() == 200 { victim.crash() }
                return false
            })
        #expect(receipt.matched == 30_000)
        #expect(receipt.remaining == 0 && receipt.verified, "\(receipt.warnings)")
        #expect(receipt.warnings.contains { $0.contains("begun anew") })
        #expect(try group.servers[1].ask("DBSIZE") == "0")
    }

    /// The primary is demoted while we watch: the line is held on its successor.
    @Test func watchesOnAfterAFailover() throws {
        let group = try RedisSentinelGroup()
        let fixture = try DeploymentFixture(group.url)
        try fixture.fillWeb(1000)
        try group.servers[0].waitUntilReplicated()
        let isWatching = Counter()
        let isOver = Counter()
        let application = BackgroundThread {
            defer { isOver.next() }
            try waitUntil("the watch has begun") { isWatching.now > 0 }
            try group.sentinels[0].ask("SENTINEL", "FAILOVER", RedisSentinelGroup.name)
            try group.waitUntilFailedOver(from: group.servers[0], at: group.sentinels[0])
            let mine = try DeploymentFixture(group.url)
            try mine.send("SET", "sess:s1", .string(webSession(user: "u1")))
            try waitUntil("it is out again") { try mine.send("EXISTS", "sess:s1") == .integer(0) }
        }
        let receipt = try fixture.store().watch(
            SessionSelector(users: ["u1"]), for: nil, isCancelled: { isOver.now > 0 },
            progress: { if $0.phase == .watching { isWatching.next() } })
        try application.join()
        #expect(receipt.revoked == 100 && receipt.resurrected >= 1)
        #expect(receipt.remaining == 0 && receipt.verified, "\(receipt.warnings)")
        #expect(try group.servers[1].ask("EXISTS", "sess:s1") == "0")
    }
}
