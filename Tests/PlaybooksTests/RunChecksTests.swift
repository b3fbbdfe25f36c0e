import JSON
import Processes
import TestSupport
import Testing

/// What `doctor` and `metrics` say of runs of playbooks.
@Suite("Runs in doctor and metrics")
struct RunChecksTests {
    private static func playbook(_ steps: String) -> String { "title: A test\nsteps:\n\(steps)\n" }

    /// A playbook for each way in which a run ends or stands still.
    static let files = [
        "done.yaml": playbook("  - {id: a, run: {command: [\"true\"]}}"),
        "failed.yaml": playbook("  - {id: a, run: {command: [\"true\"]}}\n  - {id: stop, fail: Call the whole team.}"),
        "compensated.yaml": playbook("  - {id: stop, fail: Not today., onFailure: compensate}"),
        "waiting.yaml": playbook("  - {id: by-hand, manual: Look at it.}"),
        "killed.yaml": playbook("  - {id: a, run: {command: [sh, -c, 'kill -9 $PPID']}}"),
        "interrupted.yaml": playbook("  - {id: a, run: {command: [sh, -c, 'kill -INT $PPID; sleep 300']}}"),
        "compensating.yaml": playbook(
            "  - {id: a, run: {command: [\"true\"]}, compensate: {manual: Undo a.}}\n  - {id: stop, fail: Not today., onFailure: compensate}"),
    ]

    /// The findings of `doctor` on runs: how each came out, and what it says.
    private static func findings(_ program: PlaybookProgram) throws -> [(outcome: String, finding: String, remedy: String)] {
        let checks = try JSONValue(parsing: program.firebreak.run("doctor", "--json").standardOutput)["checks"]?.arrayValue ?? []
        return checks.filter { $0["subject"] == "playbook runs" }.map {
            ($0["outcome"]?.stringValue ?? "", $0["finding"]?.stringValue ?? "", $0["remedy"]?.stringValue ?? "")
        }
    }

    @Test(
        "each run that somebody has to look at is told of, with what to do; the others are not",
        arguments: [
            ("done", 0, nil), ("failed", 1, "failed at 'stop': Call the whole team."), ("compensated", 1, nil), ("waiting", 2, "by hand: Look at it."),
            ("killed", 137, "was killed in the middle"), ("interrupted", 2, "was interrupted"), ("compensating", 2, "failed and is not undone yet"),
        ] as [(String, Int32, String?)])
    func runs(name: String, status: Int32, says: String?) throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(in: directory, Self.files)
            let result = try program.run("run", "\(name).yaml", "--yes")
            #expect(result.exitCode == status, "\(result.errorText)")
            let found = try #require(try Self.findings(program).first)
            if let says {
                #expect(found.outcome == "warning" && found.finding.hasPrefix("RUN-") && found.finding.contains("/\(name)) "), "\(found)")
                #expect(found.finding.contains(says) && found.remedy.hasPrefix("firebreak playbook resume RUN-"), "\(found)")
            } else {
                #expect(found == ("ok", "none waits, was interrupted or failed", ""))
            }
            let metrics = try program.firebreak.run("metrics").outputText
            let state = name == "killed" ? "running" : name
            for other in ["done", "failed", "compensated", "waiting", "running", "interrupted", "compensating"] {
                let line = #"firebreak_playbook_runs{state="\#(other)"} \#(other == state ? 1 : 0)"# + "\n"
                #expect(metrics.contains(line), "\(metrics)")
            }
            // Since when it stands still.
            for other in ["waiting", "interrupted"] {
                let row = #"firebreak_playbook_run_oldest_timestamp_seconds{state="\#(other)"} "#
                #expect(metrics.contains(row) == (other == state), "\(metrics)")
            }
        }
    }

    @Test("'fail' ends the run there, with its words")
    func fail() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": Self.playbook(
                        """
                          - {id: count, run: {command: [printf, "12"]}}
                          - {id: never, fail: Nothing., when: {step: count, output: output, compare: "> 100"}}
                          - {id: stop, fail: "This is more than one account: ${steps.count.output}", when: {step: count, output: output, compare: "> 10"}}
                          - {id: after, run: {command: [touch, after]}}
                        """)
                ])
            let report = try program.report(["run", "p.yaml", "--yes"], exit: 1)
            #expect(report["state"] == "failed")
            #expect(PlaybookProgram.states(report).prefix(3) == ["count done", "never skipped", "stop failed"], "\(report.pretty)")
            #expect(report["steps"]?[2]?["summary"]?.stringValue == "This is more than one account: 12")
            #expect(try !program.firebreak.run("journal", "export").outputText.contains("touch"))
        }
    }
}
