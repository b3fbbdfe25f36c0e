import Redis
import TestSupport
import Testing

@testable import Sessions

/// Indexes that do not tell the truth.
@Suite struct IndexTests {
    private static let u1 = SessionSelector(users: ["u1"])

    @Test(arguments: [LayoutCase.jsonSet, .jsonList, .jsonSortedSet, .jsonWholeKeys, .stringSet, .hashSet])
    func checksTheIndex(layout: LayoutCase) throws {
        let fixture = try Fixture()
        let mine = (0..<6).map { TestSession(id: "m\($0)", user: "u1", role: "viewer") }
        let other = TestSession(id: "other", user: "u2", role: "viewer")
        // Two that the index forgot, one that expired, one that is another user's.
        try fixture.send(all: mine.enumerated().flatMap { layout.write($1, indexed: $0 < 4) })
        try fixture.send(all: layout.write(other))
        try fixture.send(all: layout.write(TestSession(id: "other", user: "u1", role: "viewer")))
        try fixture.send(all: layout.write(other))
        try fixture.send(all: layout.write(TestSession(id: "gone", user: "u1", role: "viewer")))
        try fixture.send("DEL", .string(layout.key("gone")))

        let store = try fixture.store(layout: layout.configuration)
        let plan = try store.plan(Self.u1)
        #expect(plan.matched == 6)
        #expect(plan.warnings.contains { $0.contains("2 sessions") })
        let receipt = try store.revoke(Self.u1, watch: .zero)
        #expect(receipt.revoked == 6)
        #expect(receipt.matched == 6)
        #expect(receipt.examined == 7)
        #expect(receipt.verified)
        #expect(receipt.warnings.contains { $0.contains("2 sessions") && $0.contains("index") })
        #expect(receipt.warnings.contains { $0.contains("1 session") && $0.contains("somebody else") })
        #expect(receipt.warnings.contains { $0.contains("1 entry without a session") })
        #expect(try fixture.send("EXISTS", .string(layout.key("other"))) == .integer(1))
    }

    @Test func trustsTheIndexWhereTheSessionNamesNobody() throws {
        let fixture = try Fixture()
        let layout = LayoutCase.jsonSet
        try fixture.send(all: layout.write(TestSession(id: "a", user: "u2", role: "viewer")))
        try fixture.send("SET", "session:b", #"{"csrf":"x"}"#)
        try fixture.send("SADD", "user_sessions:u1", "b")
        let store = try fixture.store(layout: layout.configuration)
        #expect(try store.count(Self.u1).matched == 1)
        #expect(try store.revoke(Self.u1, watch: .zero).revoked == 1)
        #expect(try fixture.keys("session:*") == ["session:a"])
    }

    /// Without a transaction nothing would guard a list of JSON while it is rewritten.
    @Test func leavesAListOfJSONWhereMultiIsRefused() throws {
        let fixture = try Fixture()
        let layout = LayoutCase.betterAuth
        let sessions = (0..<3).map { TestSession(id: "id\($0)", user: "u1", role: "viewer") }
        try fixture.send(all: sessions.flatMap { layout.write($0) })
        let before = try fixture.send("GET", .string(layout.listKey("u1")))
        try #require(before.text != nil)
        try fixture.send("ACL", "SETUSER", "ir", "on", ">pw", "~*", "+@all", "-multi")
        let store = try fixture.store(
            layout: layout.configuration, url: "redis://ir:pw@127.0.0.1:\(fixture.server.port)")
        let receipt = try store.revoke(Self.u1, watch: .zero)
        #expect(receipt.revoked == 3)
        #expect(receipt.warnings.contains { $0.contains("the server refused") && $0.contains("indexes") })
        #expect(try fixture.send("GET", .string(layout.listKey("u1"))) == before)
    }

    @Test func goesOnWhereTheIndexIsNone() throws {
        let fixture = try Fixture()
        let layout = LayoutCase.jsonSet
        try fixture.send(all: layout.write(TestSession(id: "a", user: "u1", role: "viewer"), indexed: false))
        try fixture.send("SET", "user_sessions:u1", "not a list")
        let receipt = try fixture.store(layout: layout.configuration).revoke(Self.u1, watch: .zero)
        #expect(receipt.revoked == 1)
        #expect(receipt.verified)
        #expect(receipt.warnings.contains { $0.contains("index") })
    }
}
