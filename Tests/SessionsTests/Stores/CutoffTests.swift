import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// The key that tells an application from when on it accepts a user's tokens.
@Suite struct CutoffTests {
    private static let u1 = SessionSelector(users: ["u1"])

    @Test func setsTheCutoff() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        let cutoff = "  cutoff: {key: \"jwt:cutoff:{user}\", ttl: 24h}\n"
        let store = try fixture.store(more: cutoff)
        #expect(try store.plan(Self.u1).setsCutoff)
        #expect(try fixture.keys("jwt:*") == [])
        let before = TimeSource.system.now.seconds
        let receipt = try store.revoke(SessionSelector(users: ["u1", "stateless"]), watch: .zero)
        let instant = try #require(receipt.cutoff)
        #expect(instant.seconds > before && instant.seconds <= TimeSource.system.now.seconds + 1)
        for user in ["u1", "stateless"] {
            #expect(try fixture.send("GET", .string("jwt:cutoff:\(user)")).text == String(instant.seconds))
            let life = try #require(try fixture.send("TTL", .string("jwt:cutoff:\(user)")).integerValue)
            #expect((86_000...86_400).contains(life))
        }
        let other = try store.revoke(SessionSelector(users: ["u2"], role: "viewer"), watch: .zero)
        #expect(other.cutoff == nil)
        #expect(other.warnings.contains { $0.contains("no cut-off") })
    }

    @Test func revokesEvenWhereTheCutoffIsRefused() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        try fixture.send("CONFIG", "SET", "maxmemory", "1")
        let store = try fixture.store(more: "  cutoff: {key: \"jwt:cutoff:{user}\", ttl: 24h}\n")
        let receipt = try store.revoke(Self.u1, watch: .zero)
        #expect(receipt.revoked == 2)
        #expect(receipt.cutoff == nil)
        #expect(!receipt.verified)
        #expect(receipt.warnings.contains { $0.contains("OOM") })
    }

    /// Tokens need no session: an application may have nothing else, and a revocation that was killed before its cut-off
    /// has left none.
    @Test(arguments: [(u1, "jwt:cutoff:u1"), (SessionSelector.everything, "jwt:cutoff")])
    func setsItWhereThereAreNoSessions(selector: SessionSelector, key: String) throws {
        let fixture = try Fixture()
        let store = try fixture.store(more: "  cutoff: {key: \"jwt:cutoff:{user}\", all: \"jwt:cutoff\", ttl: 24h}\n")
        let plan = try store.plan(selector)
        #expect(plan.setsCutoff && plan.matched == 0)
        #expect(plan.warnings.contains { $0.contains("no key has the form sess:*") })
        #expect(try fixture.keys() == [])
        let receipt = try store.revoke(selector, watch: .zero)
        let instant = try #require(receipt.cutoff)
        #expect(try fixture.send("GET", .string(key)).text == String(instant.seconds))
        #expect(receipt.warnings.contains { $0.contains("no key has the form sess:*") })
        #expect(receipt.status == .partial)
        // Without one that applies it is an error as before.
        #expect(throws: SessionsError.self) { try store.plan(SessionSelector(users: ["u1"], role: "admin")) }
        let error = #expect(throws: SessionsError.self) { try fixture.store().revoke(selector, watch: .zero) }
        #expect(error?.status == .inputNotFound)
    }

    /// The cut-off of a user would refuse the tokens of the sessions that are to stay.
    @Test func isNotSetWhereSomeOfAUserAreKept() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        let store = try fixture.store(more: "  cutoff: {key: \"jwt:cutoff:{user}\", ttl: 24h}\n")
        let selector = SessionSelector(users: ["u1"], keep: KeptSessions(["s1"]))
        #expect(try !store.plan(selector).setsCutoff)
        #expect(throws: SessionsError.self) { try store.requireCutoff(for: selector) }
        let receipt = try store.revoke(selector, watch: .zero)
        #expect(receipt.revoked == 1 && receipt.cutoff == nil)
        #expect(receipt.warnings.contains { $0.contains("no cut-off was set") && $0.contains("that are kept") })
        #expect(try fixture.keys("jwt:*") == [])
        #expect(try fixture.keys("sess:s1") == ["sess:s1"])
        // Nor do statements that finish the job name the user.
        #expect(SessionFallback.condition(on: "id", Self.u1) == " WHERE id IN ('u1')")
        #expect(!SessionFallback.condition(on: "id", selector).contains("'u1'"))
    }

    @Test func setsOneKeyForEverybody() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        let store = try fixture.store(
            more: "  cutoff: {key: \"jwt:cutoff:{user}\", all: \"jwt:cutoff\", ttl: 24h, format: milliseconds}\n")
        #expect(try store.plan(.everything).setsCutoff)
        let spared = SessionSelector(all: true, keep: KeptSessions(["s1"]))
        #expect(try !store.plan(spared).setsCutoff)
        let receipt = try store.revoke(.everything, watch: .zero)
        let instant = try #require(receipt.cutoff)
        #expect(try fixture.keys() == ["jwt:cutoff"])
        #expect(try fixture.send("GET", "jwt:cutoff").text == String(instant.seconds * 1000))
    }

    /// Selectors for which a cut-off can be had, or not, and what must be said then.
    @Test(arguments: [
        (SessionSelector(users: ["u1"]), "", Optional("has no cut-off")),
        (SessionSelector(users: ["u1"]), "  cutoff: {key: \"c:{user}\", ttl: 1h}\n", nil),
        (SessionSelector.everything, "  cutoff: {key: \"c:{user}\", ttl: 1h}\n", "no key for everybody"),
        (SessionSelector.everything, "  cutoff: {key: \"c:{user}\", all: c, ttl: 1h}\n", nil),
        (SessionSelector(role: "admin"), "  cutoff: {key: \"c:{user}\", all: c, ttl: 1h}\n", "works by user"),
        (
            SessionSelector(all: true, keep: KeptSessions(["s1"])),
            "  cutoff: {key: \"c:{user}\", all: c, ttl: 1h}\n", "works by user"
        ),
    ])
    func canBeInsistedOn(selector: SessionSelector, more: String, refusal: String?) throws {
        let store = try Fixture().store(more: more)
        do {
            try store.requireCutoff(for: selector)
            #expect(refusal == nil)
        } catch {
            #expect(error.message.contains(refusal ?? "nothing"))
        }
    }
}
