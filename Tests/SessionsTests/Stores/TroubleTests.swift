import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// Servers that are overloaded, hostile, or not what they should be.
@Suite(.timeLimit(.minutes(10))) struct TroubleTests {
    private static let u1 = SessionSelector(users: ["u1"])

    /// It comes up again and reads its data for a while: LOADING.
    @Test func waitsForAServerThatLoads() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(3000)
        try fixture.send("CONFIG", "SET", "key-load-delay", "300", "loading-process-events-interval-bytes", "1024")
        let server = fixture.server
        let loader = BackgroundThread { try Fixture(to: server).send("DEBUG", "RELOAD") }
        try waitUntil("it is loading") { try server.ask("PING", ignoringRefusals: true).hasPrefix("-LOADING") }
        let receipt = try fixture.store().revoke(Self.u1, watch: .zero)
        _ = try? loader.join()
        #expect(receipt.revoked == 300 && receipt.verified)
        // With less patience it is said.
        try fixture.send("CONFIG", "SET", "key-load-delay", "300")
        let again = BackgroundThread { try Fixture(to: server).send("DEBUG", "RELOAD") }
        try waitUntil("it is loading") { try server.ask("PING", ignoringRefusals: true).hasPrefix("-LOADING") }
        var store = try fixture.store()
        store.patience = .milliseconds(50)
        let error = #expect(throws: SessionsError.self) { try store.revoke(Self.u1) }
        #expect(error?.status == .busy)
        _ = try? again.join()
    }

    /// A script of somebody else's keeps it busy midway: BUSY to whatever is sent.
    @Test func waitsForAScriptToEnd() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20_000)
        try fixture.send("CONFIG", "SET", "busy-reply-threshold", "20")
        let calls = Counter()
        let server = fixture.server
        let script = """
            local function now() local t = redis.call('TIME'); return t[1] * 1000 + t[2] / 1000 end
            local start = now(); while now() - start < 700 do end
            """
        let busy = Counter()
        let blocker = BackgroundThread {
            try waitUntil("the work has begun") { calls.now > 50 }
            busy.next()
            _ = try? Fixture(to: server).send("EVAL", .string(script), 0)
        }
        let receipt = try fixture.store().revoke(
            .everything, watch: .zero,
            isCancelled: {
                if calls.next() == 60 {
                    try? waitUntil("the script runs") {
                        try busy.now > 0 && server.ask("PING", ignoringRefusals: true).hasPrefix("-BUSY")
                    }
                }
                return false
            })
        _ = try? blocker.join()
        #expect(receipt.matched == 20_000 && receipt.revoked == 20_000)
        #expect(receipt.verified)
        #expect(receipt.warnings.contains { $0.contains("could not serve for a while") })
    }

    @Test func saysThatTooFewReplicasFollow() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(50)
        try fixture.send("CONFIG", "SET", "min-replicas-to-write", "1")
        let error = #expect(throws: SessionsError.self) { try fixture.store().revoke(Self.u1) }
        #expect(error?.message.contains("too few replicas") == true, "\(error?.message ?? "")")
        #expect(error?.status == .unavailable)
        #expect(try fixture.size() == 50)
    }

    /// The removals are on the replicas too before they count as verified, where that was asked for.
    @Test func waitsForReplicas() throws {
        let primary = try Fixture()
        try primary.fillWeb(50)
        let alone = try primary.store().revoke(Self.u1, watch: .zero, replicas: 1)
        #expect(alone.revoked == 5 && !alone.verified && alone.status == .partial)
        #expect(alone.warnings.contains { $0.contains("only 0 of 1 replicas") })
        let replica = try Fixture(arguments: ["--replicaof", "127.0.0.1", String(primary.server.port)])
        try waitUntil("the replica has the sessions") { try replica.size() == 45 }
        let receipt = try primary.store().revoke(SessionSelector(users: ["u2"]), watch: .zero, replicas: 1)
        #expect(receipt.verified, "\(receipt.warnings)")
        #expect(try replica.size() == 40)
    }

    /// Something that is no Redis claims a list of two thousand million entries.
    @Test func refusesALieAboutLength() throws {
        let server = try TalkingServer("+OK\r\n" + String(repeating: "+PONG\r\n", count: 5) + "*2147483647\r\n")
        let configuration = StoreConfiguration(name: "web", url: "redis://127.0.0.1:\(server.port)")
        let store = try SessionStore(configuration, environment: [:])
        let error = #expect(throws: SessionsError.self) { try store.revoke(Self.u1) }
        #expect(error?.message.contains("larger than allowed") == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("allkeys-lru", "100mb", true), ("volatile-lru", "100mb", true), ("volatile-ttl", "0", false),
        ("noeviction", "100mb", false),
    ])
    func warnsWhereTheCutoffMayVanish(policy: String, limit: String, isWarned: Bool) throws {
        let fixture = try Fixture()
        try fixture.fillWeb(50)
        try fixture.send("CONFIG", "SET", "maxmemory", .string(limit), "maxmemory-policy", .string(policy))
        let store = try fixture.store(more: "  cutoff: {key: \"jwt:{user}\", ttl: 1h}\n")
        let receipt = try store.revoke(Self.u1, watch: .zero)
        #expect(receipt.warnings.contains { $0.contains("evict the cut-off") } == isWarned, "\(receipt.warnings)")
        #expect(receipt.warnings.contains { $0.contains("saves nothing to disk") })
        try fixture.send("CONFIG", "SET", "appendonly", "yes")
        let saved = try store.revoke(Self.u1, watch: .zero)
        #expect(!saved.warnings.contains { $0.contains("saves nothing to disk") })
        // Without a cut-off there is nothing to lose.
        #expect(try fixture.store().revoke(SessionSelector(users: ["u2"]), watch: .zero).warnings == [])
    }

    /// Somebody's slow commands make every client wait: fewer keys go into a command then.
    @Test func slowsDownWhereOthersWait() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20_000)
        let isOver = Counter()
        let server = fixture.server
        let blocker = BackgroundThread {
            let mine = try Fixture(to: server)
            while isOver.now == 0 {
                try mine.send("DEBUG", "SLEEP", "0.008")
                pause(.milliseconds(4))
            }
        }
        let receipt = try fixture.store().revoke(SessionSelector(users: ["u1"]), watch: .zero)
        isOver.next()
        try blocker.join()
        #expect(receipt.revoked == 2000 && receipt.verified)
        // Two passes over 200 full batches, if nothing had happened.
        #expect(try fixture.calls(of: "mget") > 600)
    }
}
