import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// The real program on a machine whose wall clock somebody sets (faketime(1)); how long the machine is up, nobody can.
@Suite("The real program and a clock that jumps")
struct ClockProgramTests {
    @Test("put forward, it retires nothing and says so; right again, all is well")
    func forward() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(
                directory + "/firebreak.yaml",
                Array(
                    """
                    secrets:
                      KEY:
                        kind: jwt-hs256
                        overlap: 24h
                        rotateEvery: 90d
                        destinations: [{dotenv: {path: .env, key: KEY, previousKey: OLD}}]

                    """.utf8))
            let program = try FirebreakProgram(in: directory)
            for _ in 0..<2 { #expect(try program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0) }
            #expect(try program.run("tick").exitCode == 0)
            let before = try FileReader.read(directory + "/.env")

            func later(_ by: String, _ arguments: String...) throws -> ProgramResult {
                try program.run(through: FakeClock.launcher(by), arguments)
            }
            for by in ["+2d", "+400d"] {
                let tick = try later(by, "tick", "--json")
                #expect(tick.exitCode == 2, "\(by): \(tick.outputText) \(tick.errorText)")
                let items = try JSONValue(parsing: tick.standardOutput)["items"]?.arrayValue ?? []
                #expect(items.allSatisfy { $0["action"] == "clock" } && items.count == 2, "\(tick.outputText)")
                #expect(tick.outputText.contains("THE CLOCK WAS PUT FORWARD"))
                let advance = try later(by, "secrets", "advance", "KEY")
                #expect(advance.exitCode == 2)
                #expect(advance.outputText.contains("THE CLOCK WAS PUT FORWARD by \(by.dropFirst())"), "\(advance.outputText)")
            }
            let back = try later("-10d", "secrets", "advance", "KEY")
            #expect(back.outputText.contains("THE CLOCK WAS PUT BACK by 10d"), "\(back.outputText)")
            #expect(try FileReader.read(directory + "/.env") == before)
            let right = try program.run("tick")
            #expect(right.exitCode == 0, "\(right.outputText)")
            let stages = try JSONValue(parsing: program.run("secrets", "history", "KEY", "--json").standardOutput)["versions"]?
                .arrayValue?.map { $0["stage"] }
            #expect(stages == ["previous", "current"])
        }
    }

    @Test("put back, the timer that stays goes on with its passes")
    func back() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array("secrets: {KEY: {kind: random}}\n".utf8))
            let program = try FirebreakProgram(in: directory)
            #expect(try program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            // Started with the right time; an hour is taken from it behind the first pass.
            let script = """
                library=$1
                shift
                echo +0s > clock
                passes() { grep -c '"items"' passes; }
                env LD_PRELOAD="$library" FAKETIME_TIMESTAMP_FILE="$PWD/clock" FAKETIME_NO_CACHE=1 \\
                    FAKETIME_DONT_FAKE_MONOTONIC=1 sh -c 'exec "$@"' sh "$@" > passes &
                timer=$!
                trap 'kill $timer; wait $timer' EXIT
                until [ "$(passes)" -ge 1 ]; do sleep 0.1; done
                echo -1h > clock
                before=$(passes)
                until [ "$(passes)" -gt $((before + 1)) ]; do sleep 0.1; done
                """
            let library = try #require(FakeClock.variables("+0s")["LD_PRELOAD"])
            _ = try program.run(through: ["sh", "-c", script, "sh", library], ["tick", "--every", "1s", "--json"])
            let passes = try FileReader.readText(directory + "/passes")
            #expect(passes.ranges(of: "\"items\"").count >= 3, "\(passes)")
        }
    }
}
