import Basics
import Redis
import Testing
import TestSupport

@testable import Sessions

/// Sessions that come back while we watch.
@Suite struct WatchTests {
    /// Saves a session again as soon as it is gone, so often; gives how often it did.
    private static func attacker(
        on fixture: Fixture, _ layout: LayoutCase, _ session: TestSession, times: Int
    ) throws -> BackgroundThread<Int> {
        let server = fixture.server
        return BackgroundThread {
            let mine = try Fixture(to: server)
            var saved = 0
            let deadline = ContinuousClock.now + .seconds(20)
            while saved < times, ContinuousClock.now < deadline {
                if try mine.send("EXISTS", .string(layout.key(session.id))) == .integer(0) {
                    try mine.send(all: layout.write(session))
                    saved += 1
                }
                pause(.milliseconds(5))
            }
            return saved
        }
    }

    @Test(arguments: LayoutCase.allCases)
    func revokesAgainWhatComesBack(layout: LayoutCase) throws {
        let fixture = try Fixture()
        let sessions = (0..<200).map { TestSession(id: "id\($0)", user: "u\($0 % 4)", role: "viewer") }
        try fixture.send(all: sessions.flatMap { layout.write($0) })
        let attacker = try Self.attacker(on: fixture, layout, sessions[1], times: 3)
        let receipt = try fixture.store(layout: layout.configuration)
            .revoke(SessionSelector(users: ["u1"]), watch: .seconds(3))
        let saved = try attacker.join()
        #expect(saved == 3)
        #expect(receipt.matched == 50)
        #expect(receipt.revoked == 50)
        #expect(receipt.resurrected == saved)
        #expect(receipt.remaining == 0)
        #expect(receipt.verified)
        #expect(try fixture.send("EXISTS", .string(layout.key("id1"))) == .integer(0))
        #expect(try fixture.send("EXISTS", "user_sessions:u1") == .integer(0))
        #expect(try fixture.send("EXISTS", .string(layout.key("id2"))) == .integer(1))
    }

    @Test func findsNewIdsAndSaysSo() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100)
        let server = fixture.server
        let login = BackgroundThread {
            let mine = try Fixture(to: server)
            try waitUntil("u1 is out") { try mine.send("EXISTS", "sess:s1") == .integer(0) }
            try mine.send("SET", "sess:fresh", .string(webSession(user: "u1")))
        }
        let receipt = try fixture.store().revoke(SessionSelector(users: ["u1"]), watch: .seconds(3))
        try login.join()
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
        let isOver = Counter()
        let server = fixture.server
        let attacker = BackgroundThread {
            let mine = try Fixture(to: server)
            while isOver.now == 0 {
                try mine.send(all: Array(repeating: ["SET", "sess:s1", .string(webSession(user: "u1"))], count: 20))
            }
        }
        let receipt = try fixture.store().revoke(SessionSelector(users: ["u1"]), watch: .seconds(1))
        isOver.next()
        try attacker.join()
        #expect(receipt.resurrected >= 1)
        #expect(receipt.remaining == 1)
        #expect(!receipt.verified)
        #expect(receipt.status == .partial)
        #expect(receipt.warnings.contains { $0.contains("came back") })
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
