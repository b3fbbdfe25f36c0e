import Redis
import Synchronization
import TestSupport
import Testing

@testable import Sessions

/// Many sessions, and stopping among them.
@Suite struct ScaleTests {
    @Test func findsOneUserAmongAHundredThousand() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100_000, users: 20_000)
        let receipt = try fixture.store().revoke(SessionSelector(users: ["u777"]), watch: .zero)
        #expect(receipt.examined == 100_000)
        #expect(receipt.matched == 5)
        #expect(receipt.revoked == 5)
        #expect(receipt.verified)
        #expect(try fixture.size() == 99_995)
    }

    @Test func removesAHundredThousand() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100_000)
        try fixture.send(all: (0..<1000).map { ["SET", .string("cache:\($0)"), "x"] })
        let receipt = try fixture.store().revoke(.everything, watch: .zero)
        #expect(receipt.matched == 100_000)
        #expect(receipt.revoked == 100_000)
        #expect(receipt.verified)
        #expect(try fixture.size() == 1000)
    }

    @Test func tellsHowFarItIs() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(100_000)
        let reports = Mutex<[RevocationProgress]>([])
        _ = try fixture.store().revoke(
            .everything, watch: .milliseconds(500), progress: { report in reports.withLock { $0.append(report) } })
        let all = reports.withLock { $0 }
        let first = all.filter { $0.phase == .revoking }
        #expect(all.contains { $0.phase == .watching })
        #expect(!first.isEmpty)
        #expect(zip(first, first.dropFirst()).allSatisfy { $0.fraction <= $1.fraction && $0.examined <= $1.examined })
        #expect(all.allSatisfy { (0...1).contains($0.fraction) && $0.rate >= 0 })
    }

    @Test func stopsCleanly() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20_000)
        let calls = Counter()
        let receipt = try fixture.store().revoke(.everything, isCancelled: { calls.next() > 50 })
        #expect(receipt.wasCancelled)
        #expect(receipt.remaining == nil)
        #expect(!receipt.verified)
        #expect(receipt.revoked > 0)
        #expect(receipt.revoked == 20_000 - (try fixture.size()))
        #expect(receipt.matched == receipt.revoked)
        #expect(receipt.warnings.contains { $0.contains("stopped") })
        let rest = try fixture.store().revoke(.everything, watch: .zero)
        #expect(rest.verified)
        #expect(receipt.revoked + rest.revoked == 20_000)
    }

    @Test func stopsInTheWatch() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        let store = try fixture.store()
        let isWatching = Counter()
        let receipt = try store.revoke(
            SessionSelector(users: ["u1"]), watch: .seconds(3600), isCancelled: { isWatching.now > 0 },
            progress: { if $0.phase == .watching { isWatching.next() } })
        #expect(receipt.wasCancelled && !receipt.verified && receipt.revoked == 2)
    }

    /// Sessions stay whole however the table is resized meanwhile.
    @Test func losesNoneWhileTheTableChanges() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(30_000)
        let mine = try Fixture(to: fixture.server)
        let calls = Counter()
        let store = try fixture.store()
        let boxed = Mutex(Transfer(mine))
        let receipt = try store.revoke(
            SessionSelector(users: ["u1", "u2"]), watch: .zero,
            isCancelled: {
                // Grows the table sixteenfold and shrinks it again, a little after each page.
                let call = calls.next()
                if call <= 400 {
                    boxed.withLock { box in
                        let range = (call * 1000)..<(call * 1000 + 1000)
                        _ = try? box.fixture.send(all: range.map { ["SET", .string("junk:\($0)"), "x"] })
                    }
                }
                return false
            })
        #expect(receipt.revoked == 6000)
        #expect(receipt.matched == 6000)
        #expect(receipt.verified)
    }
}
