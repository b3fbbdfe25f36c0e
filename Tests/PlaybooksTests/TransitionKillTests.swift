import Files
import TestSupport
import Testing

/// A step of every kind, killed at the boundaries that its state crosses: each kill is at an exact place, none by the clock.
@Suite("Runs killed at their transitions")
struct TransitionKillTests {
    @Test(
        "a run of every kind of step, killed within each and at each outcome, comes to the same end",
        .enabled(if: !TestDatabase.isPostgres, "the kills wait for a step's row in a page of SQLite"))
    func everyKind() throws {
        try KindScene.open { scene in
            var run = KilledRun(program: scene.program, playbook: "x/every", both: KindScene.secretly + ["--confirm", "manual"])
            run.environment = scene.environment
            // Only a program leaves nobody but a person to say whether it ran.
            run.wasDone = { step in
                #expect(step == "program")
                return FileReader.exists(scene.directory + "/ran.log")
            }
            // What only reads or writes the journal has nothing else in the middle.
            let acting = ["sessions revoke", "secrets", "flags", "notify", "run", "evidence bundle"]
            let end = try run.withinEveryStep { kind in
                if FirebreakProgram.isSoaking { return Array(1..<10_000) }
                return acting.contains { kind.hasPrefix($0) } ? [6] : []
            }
            try scene.expectEnd(end.report)
            #expect(end.kills >= end.steps * 2, "\(end.kills) kills in \(end.steps) steps")
        }
    }

    @Test("a run of every kind of step that nobody disturbs")
    func undisturbed() throws {
        try KindScene.open { scene in
            let report = try scene.program.report(
                ["run", "x/every", "--yes", "--confirm", "manual"] + KindScene.secretly, environment: scene.environment)
            try scene.expectEnd(report)
        }
    }
}
