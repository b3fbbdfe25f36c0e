import Basics
import Redis
import Synchronization
import TestSupport
import Testing

@testable import Sessions

/// Sessions that come back while we watch.
@Suite struct WatchTests {
    /// An application that saves a session again whenever it is gone, while the watch lasts.
    @Test(arguments: LayoutCase.allCases.filter(\.endsWithKey))
    func revokesAgainWhatComesBack(layout: LayoutCase) throws {
        let fixture = try Fixture()
        let sessions = (0..<200).map { TestSession(id: "id\($0)", user: "u\($0 % 4)", role: "viewer") }
        try fixture.send(all: sessions.flatMap { layout.write($0) })
        let application = Mutex(try Transfer(Fixture(to: fixture.server)))
        let saves = Counter()
        let receipt = try fixture.store(layout: layout.configuration).revoke(
            SessionSelector(users: ["u1"]), watch: .seconds(1),
            progress: { report in
                guard report.phase == .watching else { return }
                application.withLock { application in
                    let key = RedisArgument.string(layout.key("id1"))
                    guard (try? application.fixture.send("EXISTS", key)) == .integer(0) else { return }
                    if (try? application.fixture.send(all: layout.write(sessions[1]))) != nil { saves.next() }
                }
            })
        #expect(saves.now >= 1)
        #expect(receipt.matched == 50)
        #expect(receipt.revoked == 50)
        #expect(receipt.resurrected == saves.now)
        #expect(receipt.remaining == 0)
        #expect(receipt.verified)
        #expect(try fixture.send("EXISTS", .string(layout.key("id1"))) == .integer(0))
        #expect(try fixture.send("EXISTS", "user_sessions:u1") == .integer(0))
        #expect(try fixture.send("EXISTS", .string(layout.key("id2"))) == .integer(1))
    }

    /// The same from a thread that knows nothing of us, all the time until the watch is half over.
    @Test func outlastsAnAttacker() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(1000)
        let isOver = Counter()
        let saves = Counter()
        let server = fixture.server
        let attacker = BackgroundThread {
            let mine = try Fixture(to: server)
            while isOver.now == 0 {
                try mine.send("SET", "sess:s1", .string(webSession(user: "u1")))
                saves.next()
                pause(.milliseconds(2))
            }
        }
        try waitUntil("the attacker is at it") { saves.now > 0 }
        let receipt = try fixture.store().revoke(
            SessionSelector(users: ["u1"]), watch: .seconds(2),
            progress: { if $0.phase == .watching && $0.fraction > 0.5 { isOver.next() } })
        isOver.next()
        try attacker.join()
        #expect(receipt.revoked == 100)
        #expect(receipt.resurrected >= 1 && receipt.resurrected <= saves.now)
        #expect(receipt.remaining == 0)
        #expect(receipt.verified)
        #expect(try fixture.send("EXISTS", "sess:s1") == .integer(0))
    }

    @Test func findsNewIdsAndSaysSo() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100)
        let application = Mutex(try Transfer(Fixture(to: fixture.server)))
        let logins = Counter()
        let receipt = try fixture.store().revoke(
            SessionSelector(users: ["u1"]), watch: .seconds(1),
            progress: { report in
                guard report.phase == .watching, logins.next() == 1 else { return }
                application.withLock {
                    _ = try? $0.fixture.send("SET", "sess:fresh", .string(webSession(user: "u1")))
                }
            })
        #expect(receipt.revoked == 10)
        #expect(receipt.resurrected == 1)
        #expect(receipt.verified)
        #expect(receipt.warnings.contains { $0.contains("new ids") })
        #expect(try fixture.send("EXISTS", "sess:fresh") == .integer(0))
    }

    @Test func leavesASessionThatIsSomebodyElsesNow() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        let server = fixture.server
        let login = BackgroundThread {
            let mine = try Fixture(to: server)
            try waitUntil("u1 is out") { try mine.send("EXISTS", "sess:s1") == .integer(0) }
            try mine.send("SET", "sess:s1", .string(webSession(user: "u2")))
        }
        let receipt = try fixture.store().revoke(SessionSelector(users: ["u1"]), watch: .seconds(1))
        try login.join()
        #expect(receipt.verified)
        #expect(receipt.resurrected == 0)
        #expect(try fixture.send("EXISTS", "sess:s1") == .integer(1))
    }

    @Test func neverCallsItVerifiedWhileItComesBack() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100)
        let application = Mutex(try Transfer(Fixture(to: fixture.server)))
        let receipt = try fixture.store().revoke(
            SessionSelector(users: ["u1"]), watch: .milliseconds(300),
            isCancelled: {
                application.withLock {
                    _ = try? $0.fixture.send("SET", "sess:s1", .string(webSession(user: "u1")))
                }
                return false
            })
        #expect(receipt.resurrected >= 1)
        #expect(receipt.remaining == 1)
        #expect(!receipt.verified)
        #expect(receipt.status == .partial)
        #expect(receipt.warnings.contains { $0.contains("came back") })
    }

    /// A user who may not have itself told of changes asks for the revoked keys instead.
    @Test func asksForRevokedKeysWhereItIsNotTold() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100)
        try fixture.send("ACL", "SETUSER", "ir", "on", ">pw", "~*", "&*", "+@all", "-client|tracking")
        let store = try fixture.store(url: "redis://ir:pw@127.0.0.1:\(fixture.server.port)")
        let application = Mutex(try Transfer(Fixture(to: fixture.server)))
        let saves = Counter()
        let receipt = try store.revoke(
            SessionSelector(users: ["u1"]), watch: .milliseconds(600),
            progress: { report in
                guard report.phase == .watching, saves.now == 0 else { return }
                application.withLock {
                    _ = try? $0.fixture.send("SET", "sess:s1", .string(webSession(user: "u1")))
                }
                saves.next()
            })
        #expect(receipt.resurrected == 1 && receipt.verified)
        #expect(try fixture.calls(of: "exists") >= 1)
    }

    /// While it is told, it does not ask; and the server is left as it was.
    @Test func isToldOfWhatIsWritten() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100)
        _ = try fixture.store().revoke(SessionSelector(users: ["u1"]), watch: .milliseconds(300))
        #expect(try fixture.calls(of: "exists") == 0)
        #expect(try fixture.calls(of: "client|tracking") == 2)
        #expect(try fixture.send("CONFIG", "GET", "notify-keyspace-events").elements?.last?.text == "")
    }

    /// Until it is told to stop; what was there before, what comes back, and what is new under another id.
    @Test func holdsTheLine() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(1000)
        let isWatching = Counter()
        let isOver = Counter()
        let server = fixture.server
        let attacker = BackgroundThread {
            let mine = try Fixture(to: server)
            defer { isOver.next() }
            try waitUntil("the watch has begun") { isWatching.now > 0 }
            for number in 0..<200 {
                try mine.send("SET", "sess:s1", .string(webSession(user: "u1")))
                try mine.send("SET", .string("sess:new\(number)"), .string(webSession(user: "u1")))
                try mine.send("SET", .string("sess:other\(number)"), .string(webSession(user: "u2")))
                try waitUntil("it is out again") { try mine.send("EXISTS", "sess:s1") == .integer(0) }
            }
        }
        let receipt = try fixture.store().watch(
            SessionSelector(users: ["u1"]), for: nil, isCancelled: { isOver.now > 0 },
            progress: { if $0.phase == .watching { isWatching.next() } })
        try attacker.join()
        #expect(receipt.revoked == 100)
        #expect(receipt.resurrected == 400)
        #expect(receipt.remaining == 0)
        #expect(receipt.verified && !receipt.wasCancelled)
        #expect(receipt.warnings.contains { $0.contains("200 sessions appeared under new ids") })
        #expect(try fixture.size() == 1100)
    }

    /// The connection that is told is cut while it watches: it looks through everything and is told again.
    @Test func goesOnWatchingAfterALostConnection() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(1000)
        let other = Mutex(try Transfer(Fixture(to: fixture.server)))
        let calls = Counter()
        let receipt = try fixture.store().revoke(
            SessionSelector(users: ["u1"]), watch: .seconds(1),
            progress: { report in
                guard report.phase == .watching, calls.next() == 2 else { return }
                other.withLock { other in
                    _ = try? other.fixture.send("CLIENT", "KILL", "TYPE", "pubsub")
                    _ = try? other.fixture.send("SET", "sess:s1", .string(webSession(user: "u1")))
                }
            })
        #expect(calls.now > 2)
        #expect(receipt.resurrected == 1)
        #expect(receipt.verified)
        #expect(receipt.warnings.contains { $0.contains("begun anew") })
    }

    @Test func countsWithoutWatching() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100)
        let start = ContinuousClock.now
        let receipt = try fixture.store().revoke(SessionSelector(users: ["u1"]), watch: .zero)
        #expect(receipt.verified && receipt.remaining == 0 && receipt.resurrected == 0)
        #expect(receipt.duration <= ContinuousClock.now - start)
    }
}
