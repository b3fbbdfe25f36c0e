import Basics
import JSON
import Processes
import TestSupport
import Testing

/// `flags rollout`, by the real program against a real Prometheus server.
@Suite struct RolloutProgramTests {
    @Test func promotesWhileAllIsWell() throws {
        try RolloutScene.open { scene in
            let plan = try scene.rollout("F", "--steps", "10,50,100", "--hold", "1s", "--gate", "flowai", "--dry-run")
            #expect(plan["readings"]?.arrayValue?.compactMap { $0["result"]?.stringValue } == ["good", "good"])
            #expect(try scene.text("flags.json") == RolloutScene.flags)

            let result = try scene.firebreak.run(
                "flags", "rollout", "F", "--steps", "10,50,100", "--hold", "1s", "--gate", "flowai", "--bake", "1s",
                "--every", "300ms", "--reason", "new checkout", "--wait", "--yes", "--json")
            #expect(result.exitCode == 0, "\(result.errorText)")
            // Each step is said on standard error, and the end on standard output.
            for words in ["step 1 of 3, 10 %", "step 2 of 3, 50 %", "step 3 of 3, 100 %", "rolled out to 100 %"] {
                #expect(result.errorText.contains(words), "\(result.errorText)")
            }
            let done = try JSONValue(parsing: result.standardOutput)
            #expect(done["state"]?.stringValue == "done" && done["percent"]?.integerValue == 100)
            #expect(try scene.text("flags.json").contains(#""targeting": {"fractional": [["on", 100], ["off", 0]]}"#))
            let listed = try scene.run(["flags", "list", "--source", "release"], expecting: 0)
            #expect(listed[0]?["rollout"]?.isNull ?? true)
            // And each stands in the journal, intent and outcome.
            let timeline = try scene.firebreak.run("journal", "verify", "--json")
            #expect(timeline.exitCode == 0)
            // At three in the morning it is taken back all the same.
            let back = try scene.rollout("rollback", "F", "--reason", "errors after all", "--yes")
            #expect(back["state"]?.stringValue == "rolledBack")
            #expect(try scene.text("flags.json") == RolloutScene.flags)
        }
    }

    @Test func rollsBackOnErrors() throws {
        try RolloutScene.open { scene in
            let begun = try scene.rollout(
                "F", "--steps", "10,50,100", "--hold", "1s", "--gate", "flowai", "--bake", "1h", "--yes")
            #expect(begun["state"]?.stringValue == "holding")
            let metrics = try scene.firebreak.run("metrics").outputText
            #expect(metrics.contains(#"firebreak_rollout_percent{flag="F",source="release"} 10"#))
            #expect(metrics.contains(#"firebreak_rollout_state{flag="F",source="release",state="holding"} 1"#))
            try scene.tick(until: "baking")
            #expect(try scene.tick().exitCode == 0)
            try scene.show("error_ratio 0.2\np95_seconds 3", until: "error_ratio", is: "0.2")
            let result = try scene.firebreak.run("flags", "rollout", "status", "F", "--watch", "--json")
            #expect(result.exitCode == 1, "\(result.errorText)")
            let end = try JSONValue(parsing: result.standardOutput)
            #expect(end["state"]?.stringValue == "rolledBack")
            #expect(end["reason"]?.stringValue == "the gate error-rate is bad for 2s: 0.2 is not <= 0.05")
            #expect(try scene.text("flags.json") == RolloutScene.flags)
        }
    }

    @Test func pausesWhereThereIsNoData() throws {
        try RolloutScene.open { scene in
            _ = try scene.rollout("F", "--steps", "10,100", "--hold", "1s", "--gate", "error-rate", "--yes")
            let ten = try scene.text("flags.json")
            // The series is gone from the service, and with the next scrape from Prometheus.
            scene.service.show("other 1")
            try waitUntil("the series has gone") { scene.prometheus.values("error_ratio") == [] }
            let tick = try scene.tick()
            #expect(tick.exitCode == 2, "\(tick.outputText)")
            var status = try scene.rollout("status", "F")
            #expect(status["state"]?.stringValue == "paused")
            #expect(status["reason"]?.stringValue == "nothing is known by the gate error-rate: the query has no series")
            // It stays so, says so each time, and doctor warns.
            try scene.show(RolloutScene.good, until: "error_ratio", is: "0.01")
            let again = try scene.tick()
            #expect(again.exitCode == 2 && again.outputText.contains("parked"))
            #expect(try scene.firebreak.run("doctor").outputText.contains("rollout F"))
            #expect(try scene.text("flags.json") == ten)
            // No number, and then no server.
            for (metrics, query, words) in [("error_ratio NaN", "error_ratio", "gives NaN"), (nil, "", "did not answer")] {
                _ = try scene.rollout("resume", "F", "--yes")
                if let metrics {
                    try scene.show(metrics, until: query, is: "NaN")
                } else {
                    scene.prometheus.freeze()
                }
                #expect(try scene.tick().exitCode == 2)
                status = try scene.rollout("status", "F")
                #expect(status["state"]?.stringValue == "paused")
                #expect(status["reason"]?.stringValue?.contains(words) == true, "\(status.compact)")
            }
            #expect(try scene.text("flags.json") == ten)
            scene.prometheus.thaw()
            try scene.show(RolloutScene.good, until: "error_ratio", is: "0.01")
            _ = try scene.rollout("resume", "F", "--yes")
            try scene.tick(until: "done")
        }
    }

    @Test func pausesOnLatencyAndAPersonDecides() throws {
        try RolloutScene.open { scene in
            _ = try scene.rollout("F", "--steps", "10,100", "--hold", "1h", "--gate", "flowai", "--yes")
            try scene.show("error_ratio 0.01\np95_seconds 25", until: "p95_seconds", is: "25")
            try scene.tick(until: "paused")
            #expect(
                try scene.rollout("status", "F")["reason"]?.stringValue
                    == "the gate latency is bad for 1s: 25 is not <= 20")
            // Not without a reason, and not without --yes.
            #expect(try scene.firebreak.run("flags", "rollout", "promote", "F", "--yes").exitCode == 64)
            #expect(try scene.firebreak.run("flags", "rollout", "promote", "F", "--reason", "x").exitCode == 77)
            let promoted = try scene.rollout("promote", "F", "--reason", "slow for another reason", "--yes")
            #expect(promoted["state"]?.stringValue == "baking" && promoted["percent"]?.integerValue == 100)
            let back = try scene.rollout("rollback", "F", "--in-steps", "--yes")
            #expect(back["state"]?.stringValue == "holdingBack" && back["percent"]?.integerValue == 10)
            #expect(try scene.rollout("rollback", "F", "--yes")["state"]?.stringValue == "rolledBack")
            #expect(try scene.text("flags.json") == RolloutScene.flags)
            // Nothing is begun while a gate is bad or not known.
            let refused = try scene.rollout("F", "--steps", "10", "--hold", "1s", "--gate", "flowai", "--yes", exit: 1)
            #expect(refused["error"]?["message"]?.stringValue?.contains("gate latency is bad") == true)
            scene.prometheus.stop()
            _ = try scene.rollout("F", "--steps", "10", "--hold", "1s", "--gate", "flowai", "--yes", exit: 69)
            #expect(try scene.text("flags.json") == RolloutScene.flags)
        }
    }

    // MARK: Mistakes

    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let exit: Int32
        let words: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let mistakes = [
        Mistake(arguments: ["F"], exit: 64, words: "--steps"),
        Mistake(arguments: ["F", "--steps", "10,x", "--hold", "1s"], exit: 64, words: "10,x"),
        Mistake(arguments: ["F", "--steps", "50,10", "--hold", "1s", "--yes"], exit: 64, words: "larger than the one before"),
        Mistake(arguments: ["F", "--steps", "10", "--hold", "soon"], exit: 64, words: "soon"),
        Mistake(arguments: ["F", "--steps", "10", "--hold", "1s"], exit: 77, words: "--yes"),
        Mistake(
            arguments: ["F", "--steps", "10", "--hold", "1s", "--gate", "flowia", "--yes"], exit: 78,
            words: "there are: error-rate, latency, flowai"),
        Mistake(
            arguments: ["G", "--steps", "10", "--hold", "1s", "--yes", "--source", "release"], exit: 65,
            words: "not in the file"),
        Mistake(
            arguments: ["F", "--steps", "10", "--hold", "1s", "--yes", "--variant", "no"], exit: 65,
            words: "no variant 'no', only on, off"),
        Mistake(arguments: ["staus", "F"], exit: 64, words: "did you mean 'firebreak flags rollout status'"),
        Mistake(arguments: ["status", "F"], exit: 66, words: "has no rollout"),
        Mistake(arguments: ["pause", "F"], exit: 66, words: "has no rollout"),
        Mistake(arguments: ["rollback", "F", "--yes"], exit: 66, words: "has no rollout"),
        Mistake(arguments: ["rollback", "F", "--at-once", "--in-steps"], exit: 64, words: "do not go together"),
    ]

    @Test func mistakesAreSaid() throws {
        try RolloutScene.open { scene in
            for row in Self.mistakes {
                let result = try scene.firebreak.run(["flags", "rollout"] + row.arguments)
                #expect(result.exitCode == row.exit, "\(row): \(result.errorText)")
                #expect(result.errorText.contains(row.words), "\(row): \(result.errorText)")
            }
            #expect(try scene.text("flags.json") == RolloutScene.flags)
            #expect(try scene.firebreak.run("flags", "rollout", "list").outputText.contains("No rollout is under way."))
        }
    }
}
