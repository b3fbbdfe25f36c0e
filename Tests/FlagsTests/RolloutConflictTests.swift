import Basics
import Files
import Flags
import State
import TestSupport
import Testing

/// Rollouts beside other people: a change from outside, a kill switch, a second operator.
@Suite struct RolloutConflictTests {
    // MARK: Somebody else

    static let theirs = RolloutBench.file(10).replacing(#"["on", 10], ["off", 90]"#, with: #"["on", 30], ["off", 70]"#)

    @Test func aChangeFromOutsideIsNeverOverwritten() throws {
        try RolloutBench.with(gates: [("errors", "action: rollback")]) { bench in
            _ = try bench.begin(bench.course(gates: ["errors"]))
            try bench.bench.write(Self.theirs, "flags.json")
            try bench.tick(for: .seconds(60))
            #expect(try bench.current.reason?.contains("somebody else has changed the flag") == true)
            #expect(try bench.state() == .paused)
            let refused = #expect(throws: RolloutError.self) {
                try bench.rollouts.resume(bench.current, on: bench.source, RolloutBench.cause)
            }
            #expect(refused?.status == .partial)
            #expect(throws: RolloutError.self) { try bench.rollouts.promotion(of: bench.current, on: bench.source) }
            // A gate cannot take back what is not there, and neither can a person without force.
            bench.service.show(nil)
            #expect(try bench.tick(for: .seconds(120)) == [])
            let left = try bench.rollouts.rollBack(
                bench.current, on: bench.source, RolloutBench.cause, gradually: false, reason: "by alice")
            #expect(left.state == .paused && left.resumesTo == .rollingBack)
            #expect(try bench.text == Self.theirs)
            let forced = try bench.rollouts.rollBack(
                bench.current, on: bench.source, RolloutBench.cause, gradually: false, reason: "by alice", force: true)
            #expect(forced.state == .rolledBack)
            #expect(try bench.text == RolloutBench.file)
        }
    }

    /// A change in the instant before a step is written.
    @Test func aChangeBetweenLookingAndSteppingPauses() throws {
        try RolloutBench.with { bench in
            _ = try bench.begin(bench.course())
            let (seen, _) = try bench.rollouts.watch(bench.current, on: bench.source)
            try bench.bench.write(Self.theirs, "flags.json")
            let after = try bench.rollouts.make(.step(2), in: seen, on: bench.source, RolloutBench.cause)
            #expect(after.state == .paused && after.resumesTo == .stepping)
            #expect(try bench.text == Self.theirs)
            // Put right again, it takes the step that was due.
            try bench.bench.write(RolloutBench.file(10), "flags.json")
            let resumed = try bench.rollouts.resume(bench.current, on: bench.source, RolloutBench.cause)
            #expect(resumed.state == .holding)
            #expect(try bench.text == RolloutBench.file(50))
        }
    }

    @Test func aKillSwitchOverARolloutPausesIt() throws {
        try RolloutBench.with { bench in
            _ = try bench.begin(bench.course())
            let off = OverrideCause(actor: "bob", reason: "incident")
            let made = try bench.bench.overrides.set("F", to: .boolean(false), in: bench.source, off)
            try bench.tick(for: .seconds(60))
            #expect(try bench.current.reason == "the flag is overridden by bob (\(made.id))")
            _ = try bench.bench.overrides.restore(.flagOrOverride(made.id, source: nil), in: [bench.source])
            #expect(try bench.text == RolloutBench.file(10))
            _ = try bench.rollouts.resume(bench.current, on: bench.source, RolloutBench.cause)
            #expect(try bench.tick(for: .seconds(900)) == [.step(2)])
            // Rolled back below a kill switch, what comes out from under it is what was there before both.
            let again = try bench.bench.overrides.set("F", to: .boolean(false), in: bench.source, off)
            let back = try bench.rollouts.rollBack(
                bench.current, on: bench.source, RolloutBench.cause, gradually: false, reason: "by alice")
            #expect(back.state == .rolledBack)
            _ = try bench.bench.overrides.restore(.flagOrOverride(again.id, source: nil), in: [bench.source])
            #expect(try bench.text == RolloutBench.file)
        }
    }

    @Test func whoRestoresTheFlagEndsTheRollout() throws {
        try RolloutBench.with { bench in
            _ = try bench.begin(bench.course())
            try bench.tick(for: .seconds(900))
            _ = try bench.bench.overrides.restore(.flagOrOverride("F", source: nil), in: [bench.source])
            #expect(try bench.text == RolloutBench.file)
            try bench.tick(for: .seconds(60))
            #expect(try bench.state() == .rolledBack)
        }
    }

    // MARK: Two operators

    @Test func oneGoesOnAndTheOtherIsBusy() throws {
        try RolloutBench.with { bench in
            let begun = try bench.begin(bench.course())
            // By the lock, while the one is at work.
            let clock = bench.clock
            let leases = Leases(database: bench.bench.database, time: TimeSource { clock.now })
            try leases.hold("rollout \(begun.id)") { _ in
                let busy = #expect(throws: LeaseError.self) {
                    try bench.rollouts.make(.step(2), in: begun, on: bench.source, RolloutBench.cause)
                }
                #expect(busy?.status == .busy)
            }
            // By what it read before, when the one is through.
            let (seen, _) = try bench.rollouts.watch(begun, on: bench.source)
            _ = try bench.rollouts.make(.step(2), in: seen, on: bench.source, RolloutBench.cause)
            let late = #expect(throws: RolloutError.self) {
                try bench.rollouts.make(.step(2), in: seen, on: bench.source, RolloutBench.cause)
            }
            #expect(late?.status == .busy)
            #expect(try bench.text == RolloutBench.file(50))
            #expect(try bench.rollouts.watch(seen, on: bench.source).move == nil)
        }
    }

    @Test func ofManyWhoBeginAtOnceOneDoes() async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let bench = try RolloutBench(in: directory.path)
        let course = try bench.course()
        let begun = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? bench.begin(course)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(begun == 1)
        #expect(try bench.text == RolloutBench.file(10))
    }
}
