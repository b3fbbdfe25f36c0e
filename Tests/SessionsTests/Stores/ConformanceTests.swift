import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// What every layout must do with every selector, on a real server, beside keys that are none of its business.
@Suite struct ConformanceTests {
    /// A selector and which of the sessions below it means.
    struct Case: Sendable, CustomTestStringConvertible {
        var users: [String] = []
        var role: String?
        var matches: [(field: String, value: String)] = []
        var all = false
        var kept: [TestSession] = []
        var needsFields = false
        let isMeant: @Sendable (TestSession) -> Bool

        var testDescription: String { selector(LayoutCase.connectRedis).description }

        /// The selector, with the fields and ids as a layout has them.
        func selector(_ layout: LayoutCase) -> SessionSelector {
            SessionSelector(
                users: users, role: role,
                matches: matches.map { FieldMatch(field: layout.fieldName($0.field), value: $0.value) }, all: all,
                keep: KeptSessions(kept.map { layout.id($0.id) }))
        }
    }

    static let cases = [
        Case(users: ["u1"]) { $0.user == "u1" },
        Case(users: ["u1", "u3", "nobody"]) { $0.user == "u1" || $0.user == "u3" },
        Case(users: ["nobody"]) { _ in false },
        Case(users: ["ü*[x]"]) { $0.user == "ü*[x]" },
        Case(role: "admin", needsFields: true) { $0.role == "admin" },
        Case(users: ["u1", "u2"], role: "admin", needsFields: true) {
            ["u1", "u2"].contains($0.user) && $0.role == "admin"
        },
        Case(matches: [("ip", "10.0.0.2"), ("n", "7")], needsFields: true) { $0.ip == "10.0.0.2" },
        Case(users: ["u1"], kept: [sessions[0], sessions[6]]) {
            $0.user == "u1" && $0.id != sessions[0].id && $0.id != sessions[6].id
        },
        Case(all: true) { _ in true },
        Case(all: true, kept: [sessions[1]]) { $0.id != sessions[1].id },
    ]

    static let combinations = LayoutCase.allCases.flatMap { layout in
        // A preset differs from the custom layouts in keys and values, not in what the conditions mean: it goes through some.
        cases.enumerated()
            .filter { (!$1.needsFields || layout.hasFields) && (!layout.isPreset || [0, 2, 5, 6, 7, 9].contains($0)) }
            .map { (layout, $1) }
    }

    static let sessions: [TestSession] = (0..<300).map { number in
        let users: [String?] = ["u1", "u2", "u3", "u11", "ü*[x]", nil]
        return TestSession(
            id: "id-\(number)_Ab.\(number * 7919)", user: users[number % users.count],
            role: number % 7 == 0 ? "admin" : "viewer", ip: number % 5 == 0 ? "10.0.0.2" : "10.0.0.1")
    }

    /// Keys that are no sessions of any layout, some of them very like one.
    static func bystanders(_ layout: LayoutCase) -> [[RedisArgument]] {
        let session = layout.key("x")
        let list = "bull:mail:wait"
        return [
            ["SET", "sess", #"{"userId":"u1","role":"admin","passport":{"user":"u1"}}"#],
            ["SET", "sessions:1", #"{"userId":"u1","role":"admin"}"#], ["SET", "xsess:1", "u1"],
            ["SET", "Session:1", "u1"], ["SET", "cache:u1", "u1"], ["RPUSH", .string(list), "u1"],
            ["HSET", "bull:mail:meta", "userId", "u1"], ["SET", .string("\(session):lock"), "1", "EX", "30"],
            ["SADD", .string(layout.key("set")), "u1"], ["ZADD", .string(layout.key("zset")), "1", "u1"],
            ["RPUSH", .string(layout.key("list")), "u1"],
        ]
    }

    private static func fill(_ layout: LayoutCase) throws -> Fixture {
        // A hash that is a list comes out of DUMP in one order.
        let fixture = try Fixture(arguments: ["--hash-max-ziplist-value", "8192"])
        try fixture.send(all: bystanders(layout))
        try fixture.send(all: sessions.flatMap { layout.write($0) })
        return fixture
    }

    @Test(arguments: combinations)
    func revokesWhatIsMeantAndNothingElse(layout: LayoutCase, example: Case) throws {
        let fixture = try Self.fill(layout)
        let store = try fixture.store(layout: layout.configuration)
        let selector = example.selector(layout)
        let meant = Self.sessions.filter(example.isMeant)
        let meantKeys = Set(meant.map { Array(layout.key($0.id).utf8) })
        let isOther = { (key: [UInt8]) in !meantKeys.contains(key) && !layout.isBookkeeping(key) }
        let before = try fixture.snapshot(where: isOther)

        let count = try store.count(selector)
        let plan = try store.plan(selector)
        #expect(count.matched == meant.count)
        #expect(plan.matched == meant.count)
        #expect(count.examined == Self.sessions.count)
        #expect(try fixture.snapshot(where: isOther).count == before.count)

        let receipt = try store.revoke(selector, watch: .zero)
        #expect(receipt.matched == meant.count)
        #expect(receipt.revoked == meant.count)
        #expect(receipt.examined == Self.sessions.count)
        #expect(receipt.remaining == 0)
        #expect(receipt.undecodable == 0)
        #expect(receipt.resurrected == 0)
        #expect(receipt.verified, "\(receipt.warnings)")
        #expect(receipt.status == .done)

        #expect(try fixture.snapshot(where: isOther) == before)
        if layout.endsWithKey {
            #expect(try fixture.snapshot(where: meantKeys.contains).isEmpty)
        }
        if layout.hasIndex { try Self.expectCleanIndexes(fixture, layout, meant) }
        if meant.isEmpty { #expect(receipt.warnings.contains { $0.contains("no session was found") }) }

        if !example.all {
            let again = try store.revoke(selector, watch: .zero)
            #expect(again.matched == 0 && again.verified)
        }
    }

    /// The entries of revoked sessions are gone, and only they.
    private static func expectCleanIndexes(
        _ fixture: Fixture, _ layout: LayoutCase, _ revoked: [TestSession]
    ) throws {
        let gone = Set(revoked.map(\.id))
        for user in Set(sessions.compactMap(\.user)) {
            let key = RedisArgument.string(layout.listKey(user))
            let entries: RedisReply =
                switch try fixture.send("TYPE", key).text {
                case "set": try fixture.send("SMEMBERS", key)
                case "zset": try fixture.send("ZRANGE", key, "0", "-1")
                case "list": try fixture.send("LRANGE", key, "0", "-1")
                case "string": try fixture.send("GET", key)
                default: .array([])
                }
            let left = sessions.filter { $0.user == user && !gone.contains($0.id) }
            let count = entries.text.map { Self.tokens(in: $0) } ?? entries.elements?.count
            #expect(count == left.count, "\(user)")
        }
    }

    /// How many entries a list of JSON has.
    private static func tokens(in text: String) -> Int { text.split(separator: #""token""#).count - 1 }

    @Test(arguments: LayoutCase.allCases)
    func listsPrincipals(layout: LayoutCase) throws {
        let fixture = try Self.fill(layout)
        let store = try fixture.store(layout: layout.configuration)
        let listing = try store.list()
        #expect(listing.principalCount == 5)
        #expect(listing.principals.count == 6)
        #expect(listing.principals.allSatisfy { $0.sessions == 50 && $0.fingerprints.count == 5 })
        #expect(listing.isComplete)
        #expect(listing.examined == 300)
        if layout.hasFields { #expect(listing.principals.allSatisfy { $0.roles == ["admin", "viewer"] }) }
        let some = try store.list(SessionSelector(users: ["u1"]), limit: 1, fingerprints: 100)
        #expect(some.principals.map(\.principal) == ["u1"])
        #expect(Set(some.principals[0].fingerprints).count == 50)
        #expect(some == (try store.list(SessionSelector(users: ["u1"]), limit: 1, fingerprints: 100)))
    }

    @Test(arguments: [LayoutCase.string, .stringSet])
    func saysWhatAStringCannotAnswer(layout: LayoutCase) throws {
        let fixture = try Self.fill(layout)
        let store = try fixture.store(layout: layout.configuration)
        for selector in [
            SessionSelector(role: "admin"), SessionSelector(matches: [FieldMatch(field: "ip", value: "1")]),
        ] {
            let error = #expect(throws: SessionsError.self) { try store.revoke(selector) }
            #expect(error?.status == .usage)
        }
    }
}
