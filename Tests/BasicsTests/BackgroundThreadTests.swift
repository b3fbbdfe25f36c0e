import Basics
import Synchronization
import Testing

@Suite("Threads for blocking work")
struct BackgroundThreadTests {
    struct Broken: Error, Equatable { let number: Int }

    @Test("what it returns or throws comes back, as often as it is asked for")
    func results() throws {
        let good = BackgroundThread { 5 }
        #expect(try good.join() == 5)
        #expect(try good.join() == 5)
        let bad = BackgroundThread<Int> { throw Broken(number: 7) }
        #expect(throws: Broken(number: 7)) { _ = try bad.join() }
    }

    @Test("many at once")
    func many() throws {
        let total = Atomic(0)
        let threads = (1...50).map { number in
            BackgroundThread {
                pause(.milliseconds(1))
                return number
            }
        }
        for thread in threads { total.add(try thread.join(), ordering: .relaxed) }
        let sum = total.load(ordering: .relaxed)
        #expect(sum == 1275)
    }

    @Test("it runs to its end though nobody keeps it")
    func abandoned() {
        final class Flag: Sendable { let isSet = Atomic(false) }
        let flag = Flag()
        _ = BackgroundThread {
            pause(.milliseconds(5))
            flag.isSet.store(true, ordering: .releasing)
        }
        for _ in 0..<10_000 where !flag.isSet.load(ordering: .acquiring) { pause(.milliseconds(1)) }
        let isSet = flag.isSet.load(ordering: .acquiring)
        #expect(isSet)
    }

    @Test("a deep call stack")
    func stack() throws {
        #expect(try BackgroundThread { depth(10_000) }.join() == 10_000)
    }
}

private func depth(_ rest: Int) -> Int { rest == 0 ? 0 : 1 + depth(rest - 1) }
