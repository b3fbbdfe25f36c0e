import Basics
import Files
import Flags
import Glibc
import TestSupport
import Testing

@Suite struct RolloutTests {
    // MARK: Forward

    @Test func goesStepByStepAndBakes() throws {
        try RolloutBench.with(gates: [("health", "action: rollback")]) { bench in
            let begun = try bench.begin(bench.course(gates: ["health"]))
            #expect(begun.state == .holding && begun.percent == 10 && begun.remaining == .seconds(900))
            #expect(try bench.text == RolloutBench.file(10))
            let listed = try bench.bench.overrides.list(bench.source).first
            #expect(listed?.rollout?.percent == 10 && listed?.rollout?.state == .holding)
            #expect(listed?.override?.reason == "rollout to 10 %: new checkout")

            #expect(try bench.tick(for: .seconds(840)) == [])
            #expect(try bench.current.remaining == .seconds(60))
            #expect(try bench.tick(for: .seconds(60)) == [.step(2)])
            #expect(try bench.text == RolloutBench.file(50))
            #expect(try bench.tick(for: .seconds(900)) == [.step(3)])
            #expect(try bench.text == RolloutBench.file(100))
            #expect(try bench.state() == .baking)
            #expect(try bench.tick(for: .seconds(1740)) == [])
            #expect(try bench.tick(for: .seconds(60)) == [.finish])
            #expect(try bench.state() == .done && bench.text == RolloutBench.file(100))
            // From now on it is simply how the flag is.
            let after = try bench.bench.overrides.list(bench.source).first
            #expect(after?.override == nil && after?.rollout == nil)
            #expect(try bench.bench.states("F") == [.kept, .kept, .kept])
            #expect(try bench.tick() == nil)
            #expect(try bench.rollouts.list().isEmpty && bench.rollouts.list(all: true).count == 1)
        }
    }

    @Test func timeThatNobodyWatchedDoesNotCount() throws {
        try RolloutBench.with(gates: [("health", "action: rollback")]) { bench in
            _ = try bench.begin(bench.course(gates: ["health"]))
            bench.clock.advance(.seconds(86_400))
            // The timer was away for a day: five minutes of it count.
            #expect(try bench.tick() == nil)
            #expect(try bench.current.watched == .seconds(300))
            #expect(try bench.tick(for: .seconds(600)) == [.step(2)])
        }
    }

    @Test func withoutGatesOnlyTimeCounts() throws {
        try RolloutBench.with { bench in
            _ = try bench.begin(bench.course([50], hold: .seconds(60), bake: .zero))
            #expect(try bench.state() == .baking)
            #expect(try bench.tick() == .finish)
            #expect(try bench.text == RolloutBench.file(50))
            // And one that begins where that one ended.
            _ = try bench.begin(bench.course([75, 100], hold: .seconds(60), bake: .zero))
            #expect(try bench.text == RolloutBench.file(75))
            #expect(try bench.tick(for: .seconds(60)) == [.step(2)])
            #expect(try bench.text == RolloutBench.file(100))
        }
    }

    // MARK: Operators

    @Test func promoteRollBackAndAbandon() throws {
        try RolloutBench.with(gates: [("errors", "for: 1h, action: rollback")]) { bench in
            _ = try bench.begin(bench.course(gates: ["errors"]))
            bench.service.show(nil)
            let move = try bench.rollouts.promotion(of: bench.current, on: bench.source)
            #expect(move == .step(2))
            _ = try bench.rollouts.make(move, in: bench.current, on: bench.source, RolloutBench.cause)
            #expect(try bench.text == RolloutBench.file(50))
            // A second one of the same flag, and one of a flag that is overridden, are refused.
            let second = #expect(throws: RolloutError.self) { try bench.begin(bench.course()) }
            #expect(second?.status == .refused)
            _ = try bench.rollouts.abandon(bench.current, "by alice")
            #expect(try bench.text == RolloutBench.file(50))
            let overridden = #expect(throws: RolloutError.self) { try bench.begin(bench.course([75])) }
            #expect(overridden?.message.contains("overridden by alice") == true)
            _ = try bench.bench.overrides.restore(.flagOrOverride("F", source: nil), in: [bench.source])
            #expect(try bench.text == RolloutBench.file)

            bench.service.show("ok")
            _ = try bench.begin(bench.course(gates: ["errors"]))
            let back = try bench.rollouts.rollBack(
                bench.current, on: bench.source, RolloutBench.cause, gradually: false, reason: "by alice")
            #expect(back.state == .rolledBack && back.reason == "by alice")
            #expect(try bench.text == RolloutBench.file)
            let error = #expect(throws: RolloutError.self) { try bench.rollouts.pause(bench.current, "x") }
            #expect(error?.status == .refused)
        }
    }

    @Test func whatIsDoneCanStillBeTakenBack() throws {
        try RolloutBench.with { bench in
            _ = try bench.begin(bench.course(hold: .seconds(60), bake: .zero))
            try bench.tick(for: .seconds(180))
            #expect(try bench.state() == .done)
            let back = try bench.rollouts.rollBack(
                bench.current, on: bench.source, RolloutBench.cause, gradually: false, reason: "errors after all")
            #expect(back.state == .rolledBack)
            #expect(try bench.text == RolloutBench.file)
            #expect(try bench.bench.states("F") == [.restored, .restored, .restored])
        }
    }

    // MARK: What cannot be written

    @Test func aReadOnlyFileIsRefusedAtFirstAndPausesLater() throws {
        try RolloutBench.with { bench in
            try #require(chmod(bench.folder + "/flags.json", 0o444) == 0)
            let refused = #expect(throws: FlagsError.self) { try bench.begin(bench.course()) }
            #expect(refused?.status == .refused)
            #expect(try bench.rollouts.list(all: true).isEmpty)
            try #require(chmod(bench.folder + "/flags.json", 0o644) == 0)
            _ = try bench.begin(bench.course())
            try #require(chmod(bench.folder + "/flags.json", 0o444) == 0)
            try bench.tick(for: .seconds(900))
            #expect(try bench.state() == .paused && bench.text == RolloutBench.file(10))
            // Taking it back is tried again and again, and says each time that it fails.
            #expect(throws: FlagsError.self) {
                try bench.rollouts.rollBack(
                    bench.current, on: bench.source, RolloutBench.cause, gradually: false, reason: "by alice")
            }
            #expect(try bench.state() == .rollingBack && bench.current.failure != nil)
            #expect(throws: FlagsError.self) { try bench.tick() }
            try #require(chmod(bench.folder + "/flags.json", 0o644) == 0)
            #expect(try bench.tick() == .retreat)
            #expect(try bench.state() == .rolledBack && bench.text == RolloutBench.file)
        }
    }

    @Test(arguments: [[], [0, 50], [10, 10], [50, 10], [10, 101]]) func stepsThatDoNotRiseAreRefused(steps: [Int]) {
        let error = #expect(throws: RolloutError.self) { try RolloutCourse(steps: steps, hold: .zero) }
        #expect(error?.status == .usage)
    }
}
