import Basics
import Redis
import Testing

@testable import Sessions

/// How the work slows down and recovers, without a server.
@Suite struct PaceTests {
    @Test func slowsDownAndRecovers() {
        let pace = Pace()
        #expect(pace.batchSize == 100 && pace.rest == .zero)
        let limit = Duration.milliseconds(5)
        for _ in 0..<4 { pace.adapt(to: .milliseconds(6), limit: limit) }
        #expect(pace.batchSize == 10 && pace.rest == .zero)
        for _ in 0..<20 { pace.adapt(to: .seconds(1), limit: limit) }
        #expect(pace.batchSize == 10 && pace.rest == .milliseconds(5) && pace.isSlowest)
        pace.adapt(to: .milliseconds(4), limit: limit)
        #expect(pace.rest == .milliseconds(5), "neither too much nor well below: as it is")
        for _ in 0..<40 { pace.adapt(to: .milliseconds(1), limit: limit) }
        #expect(pace.batchSize == 100 && pace.rest == .zero)
    }

    /// A server that is slow anyway is not waited for.
    @Test func knowsWhatItIsNotToBlameFor() {
        let limit = Duration.milliseconds(5)
        var judge = LatencyJudge(limit: limit)
        for _ in 0..<100 { #expect(judge.limit(for: .milliseconds(20), isSlowest: false) == limit) }
        for _ in 0..<39 { #expect(judge.limit(for: .milliseconds(20), isSlowest: true) == limit) }
        #expect(judge.limit(for: .milliseconds(20), isSlowest: true) == .milliseconds(60))
        #expect(judge.limit(for: .milliseconds(4), isSlowest: false) == .milliseconds(60))
        #expect(judge.limit(for: .milliseconds(2), isSlowest: false) == limit)
    }

    @Test func forgetsTheOldest() {
        var window = LatencyWindow()
        #expect(window.p99 == .zero)
        window.add(.seconds(9))
        for number in 1...200 { window.add(.milliseconds(number)) }
        #expect(window.count == 200 && window.p99 == .milliseconds(198))
    }

    @Test(arguments: [
        ("", [Int64]()), ("master_repl_offset:500", []),
        ("slave0:ip=10.0.0.2,port=6379,state=online,offset=100,lag=0\r\nmaster_repl_offset:500\r\n", [400]),
        ("slave0:ip=1,state=wait_bgsave,offset=0\nslave1:ip=2,state=online,offset=700\nmaster_repl_offset:500", [0]),
        ("slave0:state=online,offset=-9223372036854775808\nmaster_repl_offset:9223372036854775807", [.max]),
        ("slave0:state=online,offset=x\nmaster_repl_offset:y", []),
    ])
    func readsHowFarReplicasAreBehind(information: String, bytes: [Int64]) {
        let lag = ReplicaLag(information: information)
        #expect(lag.bytes == bytes)
        #expect(lag.isFarBehind == bytes.contains { $0 > 1 << 24 })
    }

    @Test func readsMovingSlots() {
        let text = """
            aa 127.0.0.1:1@2 myself,master - 0 0 1 connected 0-5460 [93-<-bb] [77->-cc] [x->-cc] [99999->-cc]
            bb 127.0.0.1:3@4 master - 0 0 2 connected 5461-10922 [5->-aa]
            """
        #expect(MovingSlots.read(text) == [93, 77])
        #expect(MovingSlots.read("") == [])
        #expect(MovingSlots.read("[1-<-a] myself") == [])
    }

    @Test func looksAgainAtSlotsUntilNothingIsNew() {
        var work = PassWork()
        #expect(work.next(lost: [], moved: [], moving: [], foundNothing: false).isEmpty)
        #expect(work.next(lost: [1], moved: [2], moving: [3], foundNothing: false) == [1, 2, 3])
        work.rounds = 1
        #expect(work.next(lost: [], moved: [], moving: [3], foundNothing: false) == [3])
        #expect(work.next(lost: [], moved: [], moving: [3], foundNothing: true).isEmpty)
        #expect(work.next(lost: [1], moved: [], moving: [], foundNothing: true) == [1])
    }

    @Test func putsKeysOfASlotSideBySide() {
        let batch = Batch()
        for (key, fits) in [("a{x}", true), ("b", false), ("c{x}", true), ("d{b}", false)] {
            Array(key.utf8).withUnsafeBytes { batch.append($0, fits: fits) }
        }
        #expect(batch.keys.spans(bySlot: false) == [0..<4])
        batch.sortBySlot()
        let spans = batch.keys.spans(bySlot: true)
        #expect(spans.count == 2 && spans.map(\.count) == [2, 2])
        for span in spans {
            let slots = Set(span.map { HashSlot.of(batch.keys[$0]) })
            #expect(slots.count == 1)
            #expect(Set(span.map { batch.fits[$0] }).count == 1)
        }
        #expect(KeyList().spans(bySlot: true).isEmpty && KeyList().spans(bySlot: false).isEmpty)
    }

    /// Several threads at once: each key is new to one of them.
    @Test func countsAKeyOnceOnManyThreads() throws {
        let seen = SeenKeys()
        let threads = (0..<4).map { _ in
            BackgroundThread { (0..<50_000).count { number in
                Array("sess:\(number)".utf8).withUnsafeBytes { seen.insert($0) } } }
        }
        #expect(try threads.reduce(0) { try $0 + $1.join() } == 50_000)
        #expect(seen.count == 50_000)
    }
}
