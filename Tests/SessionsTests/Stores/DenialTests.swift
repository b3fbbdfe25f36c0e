import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// The denylist of tokens.
@Suite struct DenialTests {
    private static let more = "  denylist: {key: \"jwt:deny:{jti}\", skew: 30s}\n"
    private static let now = TimeSource.system.now

    @Test func deniesForTheRestOfTheLife() throws {
        let fixture = try Fixture()
        let store = try fixture.store(more: Self.more)
        let tokens = [
            DeniedToken(id: "live", expiresAt: Self.now + .seconds(600)),
            DeniedToken(id: "over", expiresAt: Self.now - .seconds(3600)),
            DeniedToken(id: "in-skew", expiresAt: Self.now - .seconds(10)),
        ]
        #expect(try store.planDenial(tokens).toDeny == 2)
        #expect(try fixture.keys() == [])
        let receipt = try store.deny(tokens)
        #expect(receipt.tokens.map(\.outcome) == [.denied, .expired, .denied])
        #expect(receipt.verified && receipt.status == .done)
        #expect(try fixture.keys() == ["jwt:deny:in-skew", "jwt:deny:live"])
        let life = try #require(try fixture.send("TTL", "jwt:deny:live").integerValue)
        #expect((625...631).contains(life))
        // A shorter life does not take the place of a longer one.
        _ = try store.deny([DeniedToken(id: "live", expiresAt: Self.now + .seconds(60))])
        #expect(try fixture.send("TTL", "jwt:deny:live").integerValue ?? 0 > 600)
    }

    @Test func saysWhenTheServerTakesNothing() throws {
        let fixture = try Fixture(arguments: ["--maxmemory", "1", "--maxmemory-policy", "noeviction"])
        let receipt = try fixture.store(more: Self.more).deny([
            DeniedToken(id: "t", expiresAt: Self.now + .seconds(600))
        ])
        #expect(receipt.status == .partial)
        #expect(receipt.tokens.map(\.outcome) == [.failed])
        #expect(receipt.warnings.contains { $0.contains("memory limit") && $0.contains("still work") })
    }

    /// What was denied before the server failed stays denied, and is told.
    @Test func tellsWhatWasDeniedBeforeAFailure() throws {
        let fixture = try Fixture()
        try fixture.send("ACL", "SETUSER", "ir", "on", ">pw", "~jwt:deny:a*", "+@all")
        let store = try fixture.store(more: Self.more, url: "redis://ir:pw@127.0.0.1:\(fixture.server.port)")
        let tokens = ["a1", "a2", "b1", "a3"].map { DeniedToken(id: $0, expiresAt: Self.now + .seconds(600)) }
        let over = DeniedToken(id: "over", expiresAt: Self.now - .seconds(3600))
        let receipt = try store.deny(tokens + [over])
        #expect(receipt.tokens.map(\.outcome) == [.denied, .denied, .failed, .failed, .expired])
        #expect(receipt.status == .partial)
        #expect(receipt.warnings.contains { $0.contains("stopped before the end") && $0.contains("still work") })
        #expect(try fixture.keys() == ["jwt:deny:a1", "jwt:deny:a2"])
        // Where nothing was denied, the cause alone says all.
        let error = #expect(throws: SessionsError.self) { try store.deny(Array(tokens[2...])) }
        #expect(error?.status == .refused)
    }

    @Test func refusesWhatCannotBeMeant() throws {
        let fixture = try Fixture()
        let token = DeniedToken(id: "t", expiresAt: nil)
        #expect(throws: SessionsError.self) { try fixture.store().deny([token]) }
        #expect(throws: SessionsError.self) { try fixture.store(more: Self.more).deny([token]) }
        #expect(throws: SessionsError.self) {
            try fixture.store(more: Self.more).deny([DeniedToken(id: "", expiresAt: Self.now)])
        }
        let known = try fixture.store(more: "  denylist: {key: \"d:{jti}\", ttl: 1h}\n")
        #expect(try known.deny([token]).verified)
        #expect(try fixture.keys() == ["d:t"])
    }

    /// Options of the server, and what must be said about each, or must not.
    static let servers: [(options: [String], evicts: Bool?, persists: Bool?)] = [
        ([], false, false),
        (["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"], true, false),
        (["--maxmemory", "100mb", "--maxmemory-policy", "volatile-ttl", "--appendonly", "yes"], true, true),
        (["--maxmemory", "100mb", "--maxmemory-policy", "noeviction", "--save", "60", "1"], false, true),
        (["--maxmemory-policy", "allkeys-lru", "--save", "60", "1"], false, true),
    ]

    @Test(arguments: servers)
    func warnsWhereItMayBeLost(options: [String], evicts: Bool?, persists: Bool?) throws {
        let fixture = try Fixture(arguments: options)
        try fixture.fillWeb(10)
        let store = try fixture.store(
            more: "  cutoff: {key: \"c:{user}\", ttl: 1h}\n  denylist: {key: \"d:{jti}\", ttl: 1h}\n")
        let keeping = try store.keeping()
        #expect(keeping.evicts == evicts)
        #expect(keeping.persists == persists)
        let all = [
            try store.revoke(SessionSelector(users: ["u1"]), watch: .zero).warnings,
            try store.deny([DeniedToken(id: "t", expiresAt: nil)]).warnings,
            try store.planDenial([DeniedToken(id: "t", expiresAt: nil)]).warnings,
        ]
        for warnings in all {
            #expect(warnings.contains { $0.contains("may evict") } == (evicts == true))
            #expect(warnings.contains { $0.contains("restart forgets") } == (persists == false))
        }
    }

    @Test func aUserWhoMayNotAskIsNotTold() throws {
        let fixture = try Fixture()
        try fixture.send("ACL", "SETUSER", "ir", "on", ">pw", "~*", "+@all", "-config")
        let store = try fixture.store(url: "redis://ir:pw@127.0.0.1:\(fixture.server.port)")
        #expect(try store.keeping().persists == nil)
        #expect(try fixture.send("ACL", "LOG").elements == [])
        #expect(try store.keeping(asksAll: true).persists == nil)
    }
}
