import Redis
import TestSupport
import Testing

@testable import Sessions

/// The rule of `sessions acl`: enough for everything, and nothing in it that is not used.
@Suite struct AccessTests {
    private static let more = """
          cutoff: {key: "jwt:cutoff:{user}", all: "jwt:cutoff", ttl: 1h}
          denylist: {key: "jwt:deny:{jti}", ttl: 1h}

        """

    /// Sets the user up as the rule says, a line as it would be typed into redis-cli.
    private static func grant(_ rule: String, on fixture: Fixture) throws {
        try fixture.server.ask(rule.replacing(AccessRule.placeholder, with: ">pw"))
    }

    private static func fill(_ fixture: Fixture, _ layout: LayoutCase) throws {
        let sessions = (0..<50).map { TestSession(id: "id\($0)", user: "u\($0 % 10)", role: "viewer") }
        try fixture.send(all: sessions.flatMap { layout.write($0) })
        // An entry without a session, and a key of another type that is no session.
        if layout.hasIndex {
            try fixture.send(all: layout.write(TestSession(id: "gone", user: "u1", role: "x")))
            try fixture.send("DEL", .string(layout.key("gone")))
        }
        try fixture.send("LPUSH", .string(layout.key("list")), "x")
    }

    /// Everything that a responder does with a store.
    private static func useAll(_ store: SessionStore) throws {
        _ = try store.count()
        _ = try store.list()
        _ = try store.plan(SessionSelector(users: ["u1"]))
        let receipt = try store.revoke(SessionSelector(users: ["u1", "u2"]), watch: .milliseconds(150))
        #expect(receipt.revoked == 10)
        #expect(receipt.cutoff != nil)
        #expect(receipt.verified, "\(receipt.warnings)")
        _ = try store.deny([DeniedToken(id: "t1", expiresAt: nil)])
        _ = try store.revoke(.everything, watch: .zero)
        // What explains an empty store.
        #expect(throws: SessionsError.self) { _ = try store.count() }
    }

    private static func store(_ fixture: Fixture, _ layout: LayoutCase, user: String = "revoker") throws -> SessionStore
    {
        try fixture.store(
            layout: layout.configuration, more: more, url: "redis://\(user):pw@127.0.0.1:\(fixture.server.port)/1")
    }

    /// The commands that the server has run or refused since its counters were reset, as rules name them.
    private static func used(_ fixture: Fixture) throws -> Set<String> {
        let text = try fixture.send("INFO", "commandstats").text ?? ""
        return Set(
            text.split(whereSeparator: \.isNewline).compactMap { line in
                line.hasPrefix("cmdstat_") ? String(line.dropFirst(8).prefix { $0 != ":" }) : nil
            })
    }

    /// Layouts whose configuration is the same are used with each type of index that it may have.
    @Test(arguments: [
        [LayoutCase.connectRedis], [.string], [.hash], [.hashSet], [.jsonSet, .jsonList, .jsonSortedSet],
    ])
    func isEnoughAndNothingTooMuch(layouts: [LayoutCase]) throws {
        var used: Set<String> = []
        var rule: AccessRule?
        for layout in layouts {
            let fixture = try Fixture()
            try fixture.send("SELECT", "1")
            try Self.fill(fixture, layout)
            let store = try Self.store(fixture, layout)
            rule = try store.accessRule()
            try Self.grant(rule?.rule ?? "", on: fixture)
            try fixture.send("CONFIG", "RESETSTAT")
            try Self.useAll(store)
            used.formUnion(try Self.used(fixture))
            #expect(try fixture.send("ACL", "LOG").elements == [], "something was refused")
        }
        let allowed = Set(rule?.commands ?? [])
        // Which type an index has is not known before; WAIT has a test of its own.
        // EXISTS finds what comes back where the server does not tell (see below).
        let expected: Set<String> =
            layouts.first?.name == "hashSet" ? ["wait", "zscan", "lrange", "zrem", "lrem"] : ["wait", "exists"]
        #expect(allowed.subtracting(used) == expected)
    }

    /// The layouts of frameworks whose sessions are ended, listed or named in ways of their own.
    @Test(arguments: [LayoutCase.spring, .springIndexed, .springIndexedJSON, .aspNetCore, .betterAuth, .rails])
    func isEnoughForFrameworks(layout: LayoutCase) throws {
        let fixture = try Fixture()
        let sessions = (0..<20).map { TestSession(id: "id\($0)", user: "u\($0 % 5)", role: "viewer") }
        try fixture.send(all: sessions.flatMap { layout.write($0) })
        let store = try fixture.store(
            layout: layout.configuration, more: Self.more, url: "redis://revoker:pw@127.0.0.1:\(fixture.server.port)")
        try Self.grant(try store.accessRule().rule, on: fixture)
        _ = try store.count()
        _ = try store.revoke(SessionSelector(users: ["u1"]), watch: .milliseconds(150))
        _ = try store.revoke(.everything, watch: .zero)
        #expect(try fixture.send("ACL", "LOG").elements == [])
        #expect(try store.checkAccess().refused == [])
    }

    /// A server, or a proxy before it, that does not tell what changes is asked again and again.
    @Test func isEnoughWhereTheServerDoesNotTell() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        let store = try fixture.store(url: "redis://revoker:pw@127.0.0.1:\(fixture.server.port)")
        try Self.grant(try store.accessRule().rule, on: fixture)
        try fixture.send("ACL", "SETUSER", "revoker", "-client|tracking")
        try fixture.send("CONFIG", "RESETSTAT")
        let receipt = try store.revoke(SessionSelector(users: ["u1"]), watch: .milliseconds(300))
        #expect(receipt.verified, "\(receipt.warnings)")
        #expect(try fixture.calls(of: "exists") > 0)
    }

    @Test func isEnoughToWaitForReplicas() throws {
        let fixture = try Fixture()
        let replica = try RedisServer()
        try fixture.fillWeb(20)
        try replica.ask("REPLICAOF 127.0.0.1 \(fixture.server.port)")
        try waitUntil("the replica follows") {
            (try? fixture.send("WAIT", 1, 100)) == .integer(1)
        }
        let store = try fixture.store(url: "redis://revoker:pw@127.0.0.1:\(fixture.server.port)")
        try Self.grant(try store.accessRule().rule, on: fixture)
        let receipt = try store.revoke(SessionSelector(users: ["u1"]), watch: .zero, replicas: 1)
        #expect(receipt.verified, "\(receipt.warnings)")
        #expect(try fixture.send("ACL", "LOG").elements == [])
        try fixture.send("ACL", "SETUSER", "revoker", "-wait")
        _ = try? store.revoke(SessionSelector(users: ["u2"]), watch: .zero, replicas: 1)
        #expect(try fixture.send("ACL", "LOG").elements != [])
    }

    @Test(arguments: [LayoutCase.connectRedis, .hashSet])
    func withoutAnyOneSomethingIsRefused(layout: LayoutCase) throws {
        let rule = try Self.store(Fixture(), layout).accessRule()
        let unused: Set<String> =
            layout.name == "hashSet" ? ["wait", "zscan", "lrange", "zrem", "lrem"] : ["wait", "exists"]
        for word in rule.rule.split(separator: " ").map(String.init) {
            guard "~+&".contains(word.prefix(1)), !unused.contains(String(word.dropFirst())) else { continue }
            let fixture = try Fixture()
            try fixture.send("SELECT", "1")
            try Self.fill(fixture, layout)
            let less = rule.rule.split(separator: " ").filter { $0 != word }.joined(separator: " ")
            try Self.grant(less, on: fixture)
            let store = try Self.store(fixture, layout)
            _ = try? store.revoke(SessionSelector(users: ["u1"]), watch: .milliseconds(120))
            _ = try? store.revoke(.everything, watch: .zero)
            _ = try? store.deny([DeniedToken(id: "t1", expiresAt: nil)])
            #expect(try fixture.send("ACL", "LOG").elements != [], "nobody misses \(word)")
        }
    }

    @Test(arguments: [
        ("-unlink", "unlink on sess:*"), ("-scan", "scan"), ("-info", "info"), ("-ttl", "ttl on jwt:deny:*"),
        ("resetkeys", "set on jwt:cutoff:*"),
    ])
    func checkFindsWhatIsMissing(change: String, missing: String) throws {
        let fixture = try Fixture()
        let store = try Self.store(fixture, .connectRedis)
        try Self.grant(try store.accessRule().rule, on: fixture)
        // Nothing but real commands: this user may not ask by DRYRUN.
        let whole = try store.checkAccess()
        #expect(whole.refused == [])
        #expect(whole.method == .trial)
        try fixture.send("ACL", "SETUSER", "revoker", .string(change))
        #expect(try store.checkAccess().refused.contains(missing))
        // By DRYRUN, which runs nothing.
        try fixture.send("ACL", "SETUSER", "revoker", "+acl|dryrun", "+acl|whoami")
        let dry = try store.checkAccess()
        #expect(dry.method == .dryRun)
        #expect(dry.refused.contains(missing))
        #expect(dry.untried == [])
        #expect(try fixture.keys() == [])
    }

    /// The cut-off for everybody is one key, which exists as long as it is needed.
    @Test(arguments: ["", "+acl|dryrun +acl|whoami"])
    func checkLeavesTheCutoffAlone(more: String) throws {
        let fixture = try Fixture()
        let store = try Self.store(fixture, .springIndexed)
        try Self.grant("\(try store.accessRule().rule) \(more)", on: fixture)
        try fixture.send("SELECT", "1")
        try fixture.send("SET", "jwt:cutoff", "1790000000", "EX", 5000)
        let list = RedisArgument.bytes(SpringKeys(namespace: "app:web").sortedExpirations)
        try fixture.send("ZADD", list, 1, "member")
        let check = try store.checkAccess()
        #expect(check.method == (more.isEmpty ? .trial : .dryRun))
        #expect(check.refused == [])
        #expect(!check.untried.contains { $0.contains("jwt:cutoff") })
        #expect(try fixture.send("GET", "jwt:cutoff").text == "1790000000")
        #expect((1...5000).contains(try #require(try fixture.send("TTL", "jwt:cutoff").integerValue)))
        #expect(try fixture.send("ZCARD", list) == .integer(1))
    }

    @Test(arguments: [
        (#"a "b" c'd\*"#, #"~a??b??c?d\\\*"#), ("sess:é:", "~sess:??:"), ("sess:[1]", #"~sess:\[1\]"#),
    ])
    func patternsAreWordsOfARule(prefix: String, pattern: String) throws {
        let keys = StoreKeys("sessions", prefix: Array(prefix.utf8), suffix: [])
        #expect(keys.rule == pattern + "*")
        let fixture = try Fixture()
        try fixture.server.ask("ACL SETUSER revoker reset on >pw \(keys.rule) +@all")
        let reply = try fixture.send("ACL", "DRYRUN", "revoker", "GET", .string(prefix + "x"))
        #expect(reply == .status("OK"))
    }

    @Test func refusesWhatIsNoName() throws {
        let store = try Fixture().store()
        #expect(throws: SessionsError.self) { try store.accessRule(user: "a b") }
        #expect(throws: SessionsError.self) { try store.accessRule(user: "") }
        #expect(try store.accessRule(user: "ir").rule.hasPrefix("ACL SETUSER ir reset on #<sha256"))
    }

    @Test func sentinelsHaveARuleOfTheirOwn() throws {
        let fixture = try Fixture()
        let store = try fixture.store()
        #expect(try store.accessRule().sentinelRule == nil)
    }
}
