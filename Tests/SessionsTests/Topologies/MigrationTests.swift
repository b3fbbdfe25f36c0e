import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// A slot that moves from one node to another while its sessions are revoked.
@Suite(.timeLimit(.minutes(10))) struct MigrationTests {
    private let cluster: RedisCluster
    private let fixture: DeploymentFixture
    private let move: SlotMove
    private static let all = 8400

    init() throws {
        cluster = try RedisCluster(primaries: 2)
        fixture = try DeploymentFixture(cluster.url)
        move = SlotMove(cluster, slot: HashSlot.of("m".utf8))
        // One in 21 is in the slot that moves.
        try fixture.fillWeb(Self.all) { $0 % 21 == 0 ? "{m}\($0)" : "s\($0)" }
    }

    /// All keys of the slot; one of the others may be in it too.
    private static let keys = (0..<all).map { $0 % 21 == 0 ? "sess:{m}\($0)" : "sess:s\($0)" }
        .filter { HashSlot.of($0.utf8) == HashSlot.of("m".utf8) }

    /// Half of its keys are here and half are there, and nobody goes on: one node answers ASK, the other MOVED.
    @Test func missesNothingInASlotThatIsOnItsWay() throws {
        try move.begin()
        try move.move(Self.keys.prefix(200))
        #expect(try fixture.store().count().matched == Self.all)
        for (user, count) in [("u1", Self.all / 10), ("u2", Self.all / 10)] {
            let receipt = try fixture.store().revoke(SessionSelector(users: [user]), watch: .milliseconds(200))
            #expect(receipt.matched == count && receipt.revoked == count, "\(receipt)")
            #expect(receipt.resurrected == 0)
            #expect(receipt.verified, "\(receipt.warnings)")
        }
        let rest = try fixture.store().revoke(.everything, watch: .zero)
        #expect(rest.revoked == Self.all * 8 / 10 && rest.verified)
        #expect(try fixture.size() == 0)
    }

    /// The keys move while the pass goes on, and at the end the slot does.
    @Test(arguments: [false, true])
    func losesNoneAndCountsNoneTwiceWhileItMoves(withRemoval: Bool) throws {
        let hasBegun = Counter()
        let move = move
        let mover = BackgroundThread {
            try move.begin()
            hasBegun.next()
            try move.move(Self.keys)
            try move.end()
        }
        try waitUntil("it moves") { hasBegun.now > 0 }
        let selector = withRemoval ? SessionSelector.everything : SessionSelector(users: ["nobody"])
        let receipt = try fixture.store().revoke(selector, watch: .zero)
        try mover.join()
        if withRemoval {
            #expect(receipt.matched == Self.all && receipt.revoked == Self.all, "\(receipt)")
            #expect(receipt.resurrected == 0)
            #expect(receipt.verified, "\(receipt.warnings)")
            #expect(try fixture.size() == 0)
        } else {
            #expect(receipt.examined >= Self.all)
            #expect(try fixture.store().count().matched == Self.all)
        }
    }
}

/// Moves a slot between two nodes of a real cluster, key by key.
struct SlotMove: Sendable {
    private let slot: Int
    private let source: RedisCluster.Node
    private let target: RedisCluster.Node

    init(_ cluster: RedisCluster, slot: Int) {
        self.slot = slot
        source = cluster.primary(ofSlot: slot)
        target = cluster.nodes[cluster.nodes[0].id == source.id ? 1 : 0]
    }

    func begin() throws {
        try target.server.ask("CLUSTER", "SETSLOT", String(slot), "IMPORTING", source.id)
        try source.server.ask("CLUSTER", "SETSLOT", String(slot), "MIGRATING", target.id)
    }

    func move(_ keys: some Sequence<String>) throws {
        for key in keys { try source.server.ask("MIGRATE", "127.0.0.1", String(target.server.port), key, "0", "5000") }
    }

    func end() throws {
        for node in [target, source] { try node.server.ask("CLUSTER", "SETSLOT", String(slot), "NODE", target.id) }
    }
}
