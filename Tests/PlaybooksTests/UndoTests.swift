import Basics
import Cryptography
import Files
import JSON
import Processes
import TestSupport
import Testing

/// What a run undoes, and what it leaves alone, also where it was killed or stood still in between.
@Suite("Undoing what a playbook did")
struct UndoTests {
    @Test("what was skipped is not undone, also not after a resume")
    func skipped() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        inputs: {which: {type: string, default: a, choices: [a, b]}}
                        steps:
                          - {id: a, when: {input: which, equals: a}, run: {command: [sh, -c, "echo a >> log"]}, compensate: {run: {command: [sh, -c, "echo undo a >> log"]}}}
                          - {id: b, when: {input: which, equals: b}, run: {command: [sh, -c, "echo b >> log"]}, compensate: {run: {command: [sh, -c, "echo undo b >> log"]}}}
                          - {id: wait, manual: x}
                          - {id: c, run: {command: ["false"]}, onFailure: compensate, reversible: false}

                        """
                ])
            let id = try #require(try program.report(["run", "p.yaml", "--yes"], exit: 2)["run"]?.stringValue)
            let report = try program.report(["resume", id, "--confirm", "wait"], exit: 1)
            #expect(report["state"] == "compensated")
            #expect(try program.text("log") == "a\nundo a\n")
        }
    }

    @Test("what only waited for people to agree is not undone when the undoing goes on")
    func neverAgreed() throws {
        try withTemporaryDirectory { directory in
            let key = Base64.encode(try #require(try PrivateKey.generate(.ed25519).publicKey().ed25519Bytes))
            let program = try PlaybookProgram(
                in: directory, configuration: "responders: {alice: {key: \"\(key)\"}}\n",
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: a, run: {command: [sh, -c, "echo a >> log"]}, compensate: {manual: Undo a.}}
                          - id: both
                            parallel:
                              - {id: asks, playbook: {name: q}}
                              - {id: bad, run: {command: ["false"]}, onFailure: compensate, reversible: false}

                        """,
                    "q.yaml": """
                        title: Called
                        steps:
                          - {id: x, run: {command: [sh, -c, "echo x >> log"]}, approve: {count: 1}, compensate: {run: {command: [sh, -c, "echo undo x >> log"]}}}

                        """,
                ])
            let waits = try program.report(["run", "p.yaml", "--yes"], exit: 2)
            #expect(waits["state"] == "compensating" && waits["waitingStep"] == "a~1", "\(waits.pretty)")
            let id = try #require(waits["run"]?.stringValue)
            let report = try program.report(["resume", id, "--confirm", "a~1"], exit: 1)
            #expect(report["state"] == "compensated")
            #expect(try program.text("log") == "a\n")
        }
    }

    @Test("a lockdown's unit is what the step applied: undoing it leaves the same lockdown of somebody else")
    func lockdownUnit() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                configuration: "flags: {app: {dotenv: {path: .flags}}}\nlockdowns: {quiet: {app: {HOOKS: false}}}\n",
                [
                    ".flags": "HOOKS=true\n",
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: lockdown, flags: {lockdown: quiet}, compensate: {flags: {restore: {lockdown: "${steps.lockdown.unit}"}}}}
                          - {id: unit, run: {command: [echo, "${steps.lockdown.lockdown} ${steps.lockdown.unit}"], changes: false}}
                          - {id: c, fail: Not today., onFailure: compensate}

                        """,
                ])
            func states() throws -> [String] {
                let history = try JSONValue(parsing: program.firebreak.run("flags", "history", "HOOKS", "--json").standardOutput)
                return (history.arrayValue ?? []).map { "\($0["unit"]?.stringValue ?? "") \($0["state"]?.stringValue ?? "")" }
            }
            #expect(try program.firebreak.run("flags", "lockdown", "quiet", "--yes").exitCode == 0)
            let others = try #require(try states().first)
            let report = try program.report(["run", "p.yaml", "--yes"], exit: 1)
            #expect(report["state"] == "compensated")
            let all = try states()
            #expect(all.count == 2 && all.contains(others), "\(all)")
            let mine = try #require(all.first { $0 != others }?.split(separator: " "))
            #expect(mine[1] == "restored")
            #expect(report["steps"]?[1]?["summary"]?.stringValue?.contains("quiet \(mine[0])") == true, "\(report.pretty)")
            #expect(try program.text(".flags") == "HOOKS=false\n")
        }
    }

    @Test("a call and parallel steps are undone as a whole, after what stands inside", arguments: [false, true])
    func groups(isResumed: Bool) throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: call, playbook: {name: q}, compensate: {run: {command: [sh, -c, "echo undo call >> log"]}}}
                          - id: both
                            parallel:
                              - {id: one, run: {command: [printf, first]}, reversible: false}
                              - {id: two, run: {command: [echo, second]}, compensate: {run: {command: [sh, -c, "echo undo two >> log"]}}}
                            compensate: {run: {command: [sh, -c, 'echo undo both, "$1" >> log', sh, "${steps.one.output}"]}}
                          - {id: wait, manual: x}
                          - {id: c, run: {command: ["false"]}, onFailure: compensate, reversible: false}

                        """,
                    "q.yaml": """
                        title: Called
                        steps:
                          - {id: inside, run: {command: ["true"]}, compensate: {run: {command: [sh, -c, "echo undo inside >> log"]}}}
                          - {id: plain, run: {command: ["true"]}}

                        """,
                ])
            if isResumed {
                let id = try #require(try program.report(["run", "p.yaml", "--yes"], exit: 2)["run"]?.stringValue)
                try program.report(["resume", id, "--confirm", "wait"], exit: 1)
            } else {
                try program.report(["run", "p.yaml", "--yes", "--confirm", "wait"], exit: 1)
            }
            #expect(try program.text("log") == "undo two\nundo both, first\nundo inside\nundo call\n")
        }
    }

    /// A playbook of which `b~1` kills who runs it once it has done its work.
    private func withKilled(
        _ fields: String = "", _ body: (_ program: PlaybookProgram, _ run: String) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: a, run: {command: [sh, -c, "echo a >> log"]}, compensate: {run: {command: [sh, -c, "echo undo a >> log"]}}}
                          - {id: b, run: {command: [sh, -c, "echo b >> log"]}, compensate: {run: {command: [sh, -c, "echo undo b >> log; test -e killed || { touch killed; kill -9 $PPID; }"]\(fields)}}}
                          - {id: c, run: {command: ["false"]}, onFailure: compensate, reversible: false}

                        """
                ])
            #expect(try program.run("run", "p.yaml", "--yes").exitCode == 137)
            let runs = try program.report(["status"])
            #expect(runs[0]?["state"] == "compensating")
            try body(program, try #require(runs[0]?["run"]?.stringValue))
        }
    }

    @Test("what was killed while it undid something is not done again unless somebody says so", arguments: ["--done", "--redo"])
    func killed(answer: String) throws {
        try withKilled { program, run in
            let asked = try program.run("resume", run)
            #expect(asked.exitCode == 2 && asked.errorText.contains("--redo b~1 or --done b~1"), "\(asked.errorText)")
            #expect(try program.text("log") == "a\nb\nundo b\n")
            let report = try program.report(["resume", run, answer, "b~1"], exit: 1)
            #expect(report["state"] == "compensated")
            #expect(try program.text("log") == "a\nb\nundo b\n" + (answer == "--redo" ? "undo b\n" : "") + "undo a\n")
        }
    }

    @Test("what may be repeated is undone again by itself")
    func repeatable() throws {
        try withKilled(", repeatable: true") { program, run in
            let report = try program.report(["resume", run], exit: 1)
            #expect(report["state"] == "compensated")
            #expect(try program.text("log") == "a\nb\nundo b\nundo b\nundo a\n")
        }
    }

    @Test("what could not be undone is tried again, until somebody says that it is")
    func byHand() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: a, run: {command: [sh, -c, "echo a >> log"]}, compensate: {run: {command: [sh, -c, "echo undo a >> log; false"]}}}
                          - {id: c, run: {command: ["false"]}, onFailure: compensate, reversible: false}

                        """
                ])
            let id = try #require(try program.report(["run", "p.yaml", "--yes"], exit: 2)["run"]?.stringValue)
            try program.report(["resume", id], exit: 2)
            let report = try program.report(["resume", id, "--done", "a~1"], exit: 1)
            #expect(report["state"] == "compensated")
            #expect(try program.text("log") == "a\nundo a\nundo a\n")
        }
    }
}
