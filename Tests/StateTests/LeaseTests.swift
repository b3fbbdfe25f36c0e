import Basics
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import State

/// Who may work on what: two machines, time that passes, and processes that die.
@Suite struct LeaseTests {
    /// A state that all share.
    private struct Bench {
        let store: Store

        /// The leases as a machine sees them, on connections of its own.
        func machine(_ host: String, length: Duration = .seconds(30)) throws -> Leases {
            Leases(
                database: try store.open(), length: length,
                holder: LeaseHolder(host: host, process: 7, birth: "boot of \(host)"))
        }

        /// Lets time pass for every lease that there is, whoever's clock it is by.
        func pass(_ duration: Duration) throws {
            try store.open().write { session in
                try session.execute(
                    "UPDATE leases SET held_until = held_until - $1", [.integer(duration.inMicroseconds)])
            }
        }

        static func with(_ engine: Engine, _ body: (Bench) throws -> Void) throws {
            try withStore(engine) { try body(Bench(store: $0)) }
        }
    }

    @Test(arguments: Engine.allCases) func oneHasItAndTheOtherIsToldWho(_ engine: Engine) throws {
        try Bench.with(engine) { bench in
            let (one, two) = (try bench.machine("one"), try bench.machine("two"))
            let lease = try one.take("secret K")
            let error = #expect(throws: LeaseError.self) { try two.take("secret K") }
            #expect(error?.status == .busy && error?.message.contains("one, process 7") == true)
            #expect(error?.message.contains("secret K") == true)
            // Another thing is free, and so is this one once it is given back.
            try two.take("secret L").release()
            lease.release()
            let next = try two.take("secret K")
            #expect(next.fence > lease.fence && next.predecessor == nil)
            #expect(throws: LeaseError.self) { try one.hold("secret K") { _ in } }
        }
    }

    @Test(arguments: Engine.allCases) func itGoesOnWhileItIsRenewed(_ engine: Engine) throws {
        try Bench.with(engine) { bench in
            let (one, two) = (try bench.machine("one"), try bench.machine("two"))
            let lease = try one.take("run R")
            for _ in 0..<5 {
                try bench.pass(.seconds(20))
                try lease.renew()
                #expect(throws: LeaseError.self) { try two.take("run R") }
            }
            try lease.confirm()
        }
    }

    @Test(arguments: Engine.allCases) func whoComesBackLateIsRefused(_ engine: Engine) throws {
        try Bench.with(engine) { bench in
            let (one, two) = (try bench.machine("one"), try bench.machine("two"))
            let late = try one.take("secret K")
            try late.database.write { try $0.execute("CREATE TABLE marks (who TEXT NOT NULL)") }
            try bench.pass(.seconds(31))
            let next = try two.take("secret K")
            #expect(next.fence > late.fence && next.predecessor?.host == "one")
            let write = #expect(throws: LeaseError.self) {
                try late.database.write { try $0.execute("INSERT INTO marks (who) VALUES ('one')") }
            }
            #expect(write?.status == .refused && write?.message.contains("two, process 7") == true)
            #expect(throws: LeaseError.self) { try late.confirm() }
            #expect(throws: LeaseError.self) { try late.renew() }
            #expect(!late.isCertain)
            try next.database.write { try $0.execute("INSERT INTO marks (who) VALUES ('two')") }
            // What the late one gives back is not the other's.
            late.release()
            try next.confirm()
            let marks = try next.database.read { try $0.query("SELECT who FROM marks ORDER BY who").map { try $0.text("who") } }
            #expect(marks == ["two"])
            // Also when the other is through already.
            next.release()
            #expect(throws: LeaseError.self) { try late.confirm() }
        }
    }

    @Test(arguments: Engine.allCases) func whatRanOutAndNobodyTookIsStillOurs(_ engine: Engine) throws {
        try Bench.with(engine) { bench in
            let (one, two) = (try bench.machine("one"), try bench.machine("two"))
            let lease = try one.take("secret K")
            try bench.pass(.seconds(31))
            try lease.database.write { _ in }
            try lease.renew()
            #expect(throws: LeaseError.self) { try two.take("secret K") }
        }
    }

    @Test(arguments: Engine.allCases) func ofManyThoseThatAreFreeAreTakenAndKeptTogether(_ engine: Engine) throws {
        try Bench.with(engine) { bench in
            let (one, two) = (try bench.machine("one"), try bench.machine("two"))
            let single = try one.take("secret 5")
            let (lease, held) = try two.take(freeOf: (0..<10).map { "secret \($0)" })
            #expect(held.map(\.name) == ["secret 5"] && held.first?.holder.host == "one")
            #expect(lease?.names.count == 9)
            try bench.pass(.seconds(20))
            try lease?.renew()
            try bench.pass(.seconds(20))
            #expect(throws: LeaseError.self) { try one.take("secret 3") }
            // Where one of them is lost, none of them is worked on any more.
            try bench.pass(.seconds(20))
            _ = try one.take("secret 3")
            #expect(throws: LeaseError.self) { try lease?.confirm() }
            single.release()
            #expect(try one.list().count == 9)
        }
    }

    @Test(arguments: Engine.allCases) func whatIsDoneAsPartOfSomethingNeedsBoth(_ engine: Engine) throws {
        try Bench.with(engine) { bench in
            let (one, two) = (try bench.machine("one"), try bench.machine("two"))
            let rollout = try one.take("rollout r")
            try bench.pass(.seconds(20))
            let flags = try one.within(rollout).take("flags")
            try bench.pass(.seconds(11))
            _ = try two.take("rollout r")
            let write = #expect(throws: LeaseError.self) { try flags.database.write { _ in } }
            #expect(write == .fenced(name: "rollout r", by: LeaseHolder(host: "two", process: 7, birth: "boot of two")))
            #expect(throws: LeaseError.self) { try flags.confirm() }
            // The inner one is given back all the same.
            flags.release()
            #expect(try two.list().map(\.name) == ["rollout r"])
        }
    }

    @Test(arguments: Engine.allCases) func itIsRenewedInTheBackground(_ engine: Engine) throws {
        try withStore(engine) { store in
            let leases = Leases(database: try store.open(), length: .seconds(4))
            let other = Leases(
                database: try store.open(), length: .seconds(4),
                holder: LeaseHolder(host: "two", process: 7, birth: ""))
            let lease = try leases.take("run R")
            let first = try #require(try leases.list().first)
            // Whoever waits twice its length does not get it.
            let error = #expect(throws: LeaseError.self) { try other.take("run R", wait: .seconds(8)) }
            #expect(error?.status == .busy)
            #expect(lease.isCertain)
            let now = try #require(try leases.list().first)
            #expect(now.heldUntil > first.heldUntil && now.fence == first.fence)
            lease.release()
            #expect(try other.take("run R").predecessor == nil)
        }
    }

    @Test(arguments: Engine.allCases) func whoWaitsGetsItWhenItIsGivenBack(_ engine: Engine) throws {
        try withStore(engine) { store in
            let leases = Leases(database: try store.open())
            let lease = try leases.take("flags")
            let waiter = BackgroundThread { try leases.take("flags", wait: .seconds(60)).fence }
            pause(.milliseconds(300))
            lease.release()
            #expect(try waiter.join() > lease.fence)
        }
    }

    // MARK: Processes of this machine

    @Test(arguments: Engine.allCases) func aProcessOfThisMachineThatDiedIsSeenToBeGone(_ engine: Engine) async throws {
        try await withStore(engine) { store in
            _ = try store.open()
            await #expect(processExitsWith: .signal(SIGKILL)) { [store = store as Store] in
                let leases = Leases(database: try store.open(), length: .seconds(3600))
                _ = try leases.take("secret K")
                kill(getpid(), SIGKILL)
            }
            let leases = Leases(database: try store.open())
            let before = try #require(try leases.list().first)
            #expect(!before.isHeld && before.heldUntil > TimeSource.system.now + .seconds(60))
            let lease = try leases.take("secret K")
            #expect(lease.predecessor == before.holder)
            #expect(try leases.list().map(\.isHeld) == [true])
        }
    }

    @Test(arguments: [
        "another machine": LeaseHolder(host: "elsewhere", process: 999_999_999, birth: LeaseHolder.current.birth),
        "another start of the machine": LeaseHolder(
            host: LeaseHolder.current.host, process: 999_999_999, birth: "other pid:[1] 5"),
        "another container": LeaseHolder(
            host: LeaseHolder.current.host, process: 999_999_999,
            birth: LeaseHolder.current.birth.replacing("pid:[", with: "pid:[9")),
        "a kernel that does not tell": LeaseHolder(host: LeaseHolder.current.host, process: 999_999_999, birth: "  "),
        "this very process": LeaseHolder.current,
    ])
    func ofWhomNothingIsKnownIsNotTakenForDead(_ name: String, _ holder: LeaseHolder) throws {
        #expect(!holder.isGone, "\(name)")
    }

    @Test func aNumberThatAnotherProcessHasGotSinceIsNotTakenForTheFirst() throws {
        let own = LeaseHolder.current
        let birth = own.birth.split(separator: " ").dropLast().joined(separator: " ")
        #expect(LeaseHolder(host: own.host, process: own.process, birth: birth + " 1").isGone)
        #expect(LeaseHolder(host: own.host, process: 1, birth: birth + " 999999999").isGone)
        #expect(LeaseHolder(host: own.host, process: 999_999_999, birth: birth + " 1").isGone)
    }

    @Test(arguments: Engine.allCases) func whatNobodyHasAnyMoreIsPutAside(_ engine: Engine) throws {
        try Bench.with(engine) { bench in
            let (one, two) = (try bench.machine("one"), try bench.machine("two"))
            let fence = try one.take("secret A").fence
            _ = try one.take("run R")
            try bench.pass(.seconds(31))
            let held = try two.take("flags")
            try two.sweep { !$0.hasPrefix("run ") }
            #expect(try two.list().map(\.name) == ["flags", "run R"])
            #expect(try one.take("secret A").fence > fence)
            try held.confirm()
        }
    }

    @Test(arguments: Engine.allCases) func manyWhoWantTheSameGetItOneAfterTheOther(_ engine: Engine) throws {
        try withStore(engine) { store in
            let inside = Inside()
            let workers = (0..<6).map { worker in
                BackgroundThread {
                    let leases = Leases(
                        database: try store.open(),
                        holder: LeaseHolder(host: "m\(worker)", process: 1, birth: ""))
                    var fences: [Int64] = []
                    for _ in 0..<10 {
                        try leases.hold("flags", wait: .seconds(60)) { lease in
                            inside.enter()
                            fences.append(lease.fence)
                            inside.leave()
                        }
                    }
                    return fences
                }
            }
            let fences = try workers.flatMap { try $0.join() }
            #expect(inside.most == 1)
            #expect(Set(fences).count == 60)
        }
    }
}

/// How many were inside at once.
private final class Inside: Sendable {
    private let counts = Mutex((now: 0, most: 0))
    var most: Int { counts.withLock { $0.most } }
    func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
    func leave() { counts.withLock { $0.now -= 1 } }
}
