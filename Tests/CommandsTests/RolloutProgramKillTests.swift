import Basics
import Files
import Glibc
import JSON
import Processes
import TestSupport
import Testing

/// `flags rollout` killed with SIGKILL, and given by two at once: the real program against a real Prometheus server.
@Suite struct RolloutProgramKillTests {
    struct Kill: Sendable, CustomTestStringConvertible {
        let word: String
        /// Commands before the one that is killed.
        var before: [[String]] = []
        let killed: [String]
        let state: String
        let value: String
        var testDescription: String { "\(killed.joined(separator: " ")) killed: \(word)" }
    }

    static let start = ["P", "--steps", "10,100", "--hold", "1h", "--gate", "flowai", "--yes"]
    static let promote = ["promote", "P", "--reason", "test", "--yes"]

    static let kills = ["before", "after", "hook"].flatMap { word in
        [
            Kill(word: word, killed: start, state: "holding", value: "10"),
            Kill(word: word, before: [start], killed: promote, state: "baking", value: "100"),
            Kill(
                word: word, before: [start, promote], killed: ["rollback", "P", "--in-steps", "--yes"],
                state: "holdingBack", value: "10"),
            Kill(
                word: word, before: [start, promote], killed: ["rollback", "P", "--yes"], state: "rolledBack", value: "0"),
        ]
    }

    /// The program is killed before the flag is written, after it, and before it knows that the programs were told: `tick`
    /// finishes what was begun.
    @Test func killedInEachStepItIsFinishedByTick() throws {
        try RolloutScene.open { scene in
            for row in Self.kills {
                for command in row.before { _ = try scene.run(["flags", "rollout"] + command, expecting: 0) }
                try scene.write("", "die-\(row.word)")
                let killed = try scene.firebreak.run(["flags", "rollout"] + row.killed)
                #expect(killed.exitCode == 137, "\(row): \(killed.errorText)\(killed.outputText)")
                #expect(!FileReader.exists(scene.directory + "/die-\(row.word)"))
                let tick = try scene.tick()
                #expect(tick.exitCode == 0, "\(row): \(tick.outputText)")
                let status = try scene.rollout("status", "P")
                #expect(status["state"]?.stringValue == row.state, "\(row): \(status.compact)")
                #expect(try scene.text("P") == row.value, "\(row)")
                if row.state != "rolledBack" { _ = try scene.rollout("rollback", "P", "--yes") }
                #expect(try scene.text("P") == "0", "\(row)")
            }
            #expect(try scene.firebreak.run("journal", "verify").exitCode == 0)
        }
    }

    /// A foreground program is killed while it holds, bakes and holds on the way back; another goes on.
    @Test func killedWhileItWaitsItIsCarriedOn() throws {
        try RolloutScene.open { scene in
            let configuration = scene.directory + "/firebreak.yaml"
            func follow(_ arguments: String..., until state: String) throws {
                let program = try ManagedServer(
                    arguments: [scene.firebreak.path, "flags", "rollout"] + arguments + ["--config", configuration])
                defer { program.stop() }
                try waitUntil("it is \(state)", within: .seconds(40)) {
                    let found = try scene.firebreak.run("flags", "rollout", "status", "F", "--json")
                    guard found.exitCode == 0 else { return false }
                    return try JSONValue(parsing: found.standardOutput)["state"]?.stringValue == state
                }
                kill(program.processIdentifier, SIGKILL)
                try waitUntil("it is dead") { !isAlive(processIdentifier: program.processIdentifier) }
            }
            try follow(
                "F", "--steps", "10,100", "--hold", "2s", "--gate", "flowai", "--bake", "1h", "--wait", "--yes",
                until: "holding")
            try follow("status", "F", "--watch", until: "baking")
            _ = try scene.rollout("rollback", "F", "--in-steps", "--yes")
            try follow("status", "F", "--watch", until: "holdingBack")
            let result = try scene.firebreak.run("flags", "rollout", "status", "F", "--watch", "--json")
            #expect(result.exitCode == 1)
            #expect(try JSONValue(parsing: result.standardOutput)["state"]?.stringValue == "rolledBack")
            #expect(try scene.text("flags.json") == RolloutScene.flags)
        }
    }

    @Test func ofTwoOperatorsOneGoesOnAndTheOtherIsBusy() throws {
        try RolloutScene.open { scene in
            _ = try scene.run(["flags", "rollout"] + Self.start, expecting: 0)
            try scene.write("", "slow")
            let one = try ManagedServer(
                arguments: [scene.firebreak.path, "flags", "rollout"] + Self.promote
                    + ["--config", scene.directory + "/firebreak.yaml"])
            defer { one.stop() }
            try waitUntil("the one is at work") {
                try scene.rollout("status", "P")["state"]?.stringValue == "stepping"
            }
            let busy = try scene.firebreak.run("flags", "rollout", "rollback", "P", "--yes")
            #expect(busy.exitCode == 75, "\(busy.errorText)")
            try waitUntil("the one is through") {
                try scene.rollout("status", "P")["state"]?.stringValue == "baking"
            }
            #expect(try scene.text("P") == "100")
        }
    }
}
