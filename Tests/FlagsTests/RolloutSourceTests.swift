import Basics
import Files
import Flags
import Glibc
import Redis
import TestSupport
import Testing

/// Flags of sources without rules: a number is the percentage.
@Suite struct RolloutSourceTests {
    @Test func aNumberInADotEnvFileBecomesThePercentage() throws {
        try RolloutBench.with { bench in
            let before = "# who sees it\nexport CHECKOUT_PERCENT='5' # now\r\nOTHER=x"
            try bench.bench.write(before)
            let app = bench.bench.app
            let course = try bench.course(hold: .seconds(60), bake: .zero)
            let begun = try bench.rollouts.begin("CHECKOUT_PERCENT", course, in: app, RolloutBench.cause)
            var rollout = try bench.rollouts.make(.step(1), in: begun, on: app, RolloutBench.cause)
            #expect(try bench.bench.text() == before.replacing("'5'", with: "'10'"))
            rollout = try bench.rollouts.make(.step(2), in: rollout, on: app, RolloutBench.cause)
            rollout = try bench.rollouts.make(.step(3), in: rollout, on: app, RolloutBench.cause)
            #expect(try bench.bench.text() == before.replacing("'5'", with: "'100'"))
            rollout = try bench.rollouts.rollBack(
                rollout, on: app, RolloutBench.cause, gradually: true, reason: "slow")
            #expect(rollout.state == .holdingBack)
            #expect(try bench.bench.text() == before.replacing("'5'", with: "'50'"))
            rollout = try bench.rollouts.rollBack(
                rollout, on: app, RolloutBench.cause, gradually: false, reason: "slow")
            #expect(try bench.bench.text() == before)
        }
    }

    @Test func aNumberInRedisAndBehindACommand() throws {
        try withTemporaryDirectory { folder in
            let server = try RedisPlace.single.server(of: "rollout-test")
            try server.ask("DEL rollout-test")
            try server.ask("HSET rollout-test P 0")
            try AtomicFile.create(folder + "/flags.sh", Array(CommandPrograms.script.utf8), mode: 0o755)
            try #require(mkdir(folder + "/flags", 0o755) == 0)
            try AtomicFile.create(folder + "/flags/P", Array("0".utf8))
            let sources: [any FlagSource] = [
                RedisFlagSource(
                    name: "redis", deployment: try RedisDeployment(url: server.url), place: .hash("rollout-test")),
                CommandFlagSource(name: "command", programs: CommandPrograms.all(folder + "/flags")),
            ]
            let bench = try RolloutBench(in: folder)
            for source in sources {
                let course = try bench.course([25, 100])
                let begun = try bench.rollouts.begin("P", course, in: source, RolloutBench.cause)
                let rollout = try bench.rollouts.make(.step(1), in: begun, on: source, RolloutBench.cause)
                #expect(try source.get("P") == .number(25))
                _ = try bench.rollouts.rollBack(
                    rollout, on: source, RolloutBench.cause, gradually: false, reason: "errors")
                #expect(try source.get("P") == .number(0))
            }
        }
    }

    @Test(arguments: [
        ("F=true", 10, "it is no number"), ("F=text", 10, "it is no number"), ("F=50", 50, "it is 50 already"),
        ("F=-1", 10, "no percentage"), ("F=250", 10, "no percentage"), ("G=1", 10, "it is not there"),
    ])
    func otherFlagsAreRefused(file: String, percent: Int, words: String) throws {
        try RolloutBench.with { bench in
            try bench.bench.write(file)
            let error = #expect(throws: FlagsError.self) {
                try bench.rollouts.begin("F", bench.course([percent]), in: bench.bench.app, RolloutBench.cause)
            }
            #expect(error?.status == .badInput && error?.message.contains(words) == true, "\(error?.message ?? "")")
            #expect(try bench.bench.text() == file)
        }
    }
}
