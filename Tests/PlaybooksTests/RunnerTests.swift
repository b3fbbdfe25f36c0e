import Files
import JSON
import Processes
import TestSupport
import Testing

/// Runs of small playbooks by the real program.
@Suite("Running playbooks")
struct RunnerTests {
    @Test("a run that has no incident goes on though two are opened meanwhile, and belongs to neither")
    func severalIncidents() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory, configuration: "flags:\n  app: {dotenv: {path: .env}}\n",
                [
                    ".env": "A=true\nSHARE=0\n",
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: held, run: {command: [test, -e, go], repeatable: true}}
                          - {id: set, flags: {set: {flag: A, to: false}}}
                          - {id: rollout, flags: {rollout: {flag: SHARE, steps: [10, 100], hold: 10ms, every: 10ms}}}

                        """,
                ])
            let held = try JSONValue(parsing: program.run("run", "p.yaml", "--yes", "--json").standardOutput)
            let run = try #require(held["run"]?.stringValue)
            for title in ["One", "Two"] {
                #expect(try program.firebreak.run("incident", "open", "--title", title, "--severity", "sev2").exitCode == 0)
            }
            try AtomicFile.create(directory + "/go", [])
            try program.report(["resume", run])
            #expect(try FileReader.readText(directory + "/.env") == "A=false\nSHARE=100\n")
            let history = try JSONValue(parsing: program.firebreak.run("flags", "history", "A", "--json").standardOutput)
            #expect(history[0]?["state"] == "active" && history[0]?["incident"]?.stringValue == nil, "\(history.compact)")
        }
    }

    @Test("does the steps in order, with variables, conditions, outputs and failures that do not matter")
    func order() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        inputs:
                          users: {type: list, required: true}
                          mode: {type: string, default: quick, choices: [quick, full]}
                        steps:
                          - {id: count, run: {command: [sh, -c, 'echo "$#" "$@"', sh, "${inputs.users}", "all: ${inputs.users}"]}}
                          - {id: bad, run: {command: ["false"]}, onFailure: continue}
                          - {id: because, run: {command: [echo, "${steps.count.output}"]}, when: {step: bad, is: failed}}
                          - {id: never, run: {command: [touch, never]}, when: {input: mode, equals: full}}
                          - {id: number, run: {command: [echo, three], expectExit: [0, 3]}, when: {step: count, output: exitCode, compare: "< 1"}}
                          - parallel:
                              - {id: left, run: {command: [touch, left]}}
                              - {id: right, run: {command: [touch, right]}}

                        """
                ])
            let report = try program.report(["run", "p.yaml", "--input", "users=a b,$HOME,${env:HOME}", "--yes"])
            #expect(
                PlaybookProgram.states(report).prefix(6) == [
                    "count done", "bad failed", "because done", "never skipped", "number done", "parallel done",
                ])
            #expect(PlaybookProgram.states(report).suffix(2).sorted() == ["left done", "right done"])
            #expect(report["state"] == "done")
            #expect(!FileReader.exists(directory + "/never"))
            #expect(FileReader.exists(directory + "/left") && FileReader.exists(directory + "/right"))
            // A list stays a list, and what somebody gave is neither a reference nor a shell's text.
            let journal = try program.firebreak.run("timeline", "export", "--format", "timesketch").outputText
            let database = try TestDatabase.contents(in: directory)
            #expect(String(decoding: database, as: UTF8.self).contains("4 a b $HOME ${env:HOME} all: a b, $HOME, ${env:HOME}"), "\(journal)")
            let verified = try program.firebreak.run("journal", "verify", "--json")
            #expect(try JSONValue(parsing: verified.standardOutput)["intact"] == true)
        }
    }

    @Test("undoes what was done in reverse order when a step fails")
    func compensation() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: a, run: {command: [sh, -c, "echo a >> log"]}, compensate: {run: {command: [sh, -c, "echo undo a >> log"]}}}
                          - {id: b, run: {command: [sh, -c, "echo b >> log"]}, compensate: [{run: {command: [sh, -c, "echo undo b >> log"]}}, {run: {command: [sh, -c, "echo undo b too >> log"]}}]}
                          - {id: skipped, run: {command: [sh, -c, "echo s >> log"]}, when: {step: a, is: failed}, compensate: {run: {command: [sh, -c, "echo undo s >> log"]}}, onFailure: continue}
                          - {id: c, run: {command: ["false"]}, onFailure: compensate, reversible: false}
                          - {id: d, run: {command: [sh, -c, "echo d >> log"]}}

                        """.replacing("{step: a, is: failed}", with: "{step: a, output: exitCode, compare: \"> 0\"}")
                ])
            let report = try program.report(["run", "p.yaml", "--yes"], exit: 1)
            #expect(report["state"] == "compensated")
            #expect(try program.text("log") == "a\nb\nundo b\nundo b too\nundo a\n")
            let again = try program.run("resume", "RUN-" + (report["run"]?.stringValue?.dropFirst(4) ?? ""))
            #expect(again.exitCode == 64, "\(again.errorText)")
        }
    }

    @Test("when its time is up, a program ends with everything that it has started")
    func timeout() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: slow, run: {command: [sh, -c, "sleep 300 & echo $! > child; wait"]}, timeout: 1s}

                        """
                ])
            let report = try program.report(["run", "p.yaml", "--yes"], exit: 1)
            #expect(report["state"] == "failed")
            #expect(report["steps"]?[0]?["summary"]?.stringValue?.contains("did not end within") == true, "\(report.compact)")
            let child = try #require(Int32(program.text("child").filter(\.isNumber)))
            try waitUntil("the child has ended") { !isAlive(processIdentifier: child) }
        }
    }

    @Test("a step that fails is tried again as often as it says, and no more")
    func retries() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: third, run: {command: [sh, -c, "echo x >> log; test $(wc -l < log) -ge 3"]}, retry: {times: 4, delay: 10ms}}
                          - {id: never, run: {command: [sh, -c, "echo y >> tries; false"]}, retry: {times: 2, delay: 10ms}}

                        """
                ])
            let report = try program.report(["run", "p.yaml", "--yes"], exit: 1)
            #expect(report["steps"]?[0]?["attempts"]?.integerValue == 3)
            #expect(report["steps"]?[1]?["attempts"]?.integerValue == 3)
            #expect(try program.text("tries") == "y\ny\ny\n")
            // What failed is tried again by resume, what was done is not.
            let id = try #require(report["run"]?.stringValue)
            try program.report(["resume", id], exit: 1)
            #expect(try program.text("log") == "x\nx\nx\n")
            #expect(try program.text("tries") == "y\ny\ny\ny\ny\ny\n")
        }
    }

    @Test("manual steps wait for somebody, and the note is kept")
    func manual() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: call, manual: call the owners}
                          - {id: echo, run: {command: [echo, "said: ${steps.call.note}"]}}

                        """
                ])
            let waits = try program.report(["run", "p.yaml", "--yes"], exit: 2)
            #expect(waits["state"] == "waiting" && waits["waitingStep"] == "call")
            let id = try #require(waits["run"]?.stringValue)
            let done = try program.report(["resume", id, "--confirm", "call=both were reached"])
            #expect(done["steps"]?[0]?["summary"]?.stringValue == "confirmed, call the owners: both were reached")
            #expect(done["steps"]?[1]?["state"] == "done")
        }
    }

    @Test("a secret input is stored nowhere, taken out of what programs print, and asked for again")
    func secrets() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        inputs: {password: {type: string, secret: true, required: true}}
                        steps:
                          - {id: show, run: {command: [sh, -c, 'echo "it is $PASSWORD"; echo "$PASSWORD" > told'], environment: {PASSWORD: "${inputs.password}"}}, evidence: true}
                          - {id: wait, manual: x}
                          - {id: again, run: {command: [sh, -c, 'test "$PASSWORD" = "$(cat told)"'], environment: {PASSWORD: "${inputs.password}"}}}

                        """
                ])
            let secret = "correct-horse-battery-staple"
            let refused = try program.run("run", "p.yaml", "--input", "password=\(secret)", "--yes")
            #expect(refused.exitCode == 64 && !refused.errorText.contains(secret))
            let variables = ["PASSWORD_FOR_TEST": secret]
            let waits = try program.report(
                ["run", "p.yaml", "--input-env", "password=PASSWORD_FOR_TEST", "--yes"], exit: 2, environment: variables)
            #expect(!waits.compact.contains(secret))
            let id = try #require(waits["run"]?.stringValue)
            let missing = try program.run("resume", id, "--confirm", "wait")
            #expect(missing.exitCode == 64 && missing.errorText.contains("password"), "\(missing.errorText)")
            let done = try program.report(
                ["resume", id, "--confirm", "wait", "--input-env", "password=PASSWORD_FOR_TEST"], environment: variables)
            #expect(done["state"] == "done")
            #expect(try program.text("told") == secret + "\n")
            #expect(try program.text(".firebreak/evidence/\(id)/show.json").contains("it is [redacted]"))
            let found = try ProgramRun.run(["grep", "-rl", secret, directory + "/.firebreak"])
            #expect(found.outputText.isEmpty, "\(found.outputText)")
        }
    }

    @Test("a playbook that was changed is noticed, and goes on only where somebody says so")
    func changes() throws {
        try withTemporaryDirectory { directory in
            let before = "title: A test\nsteps:\n  - {id: a, manual: first}\n  - {id: b, manual: second}\n"
            let program = try PlaybookProgram(in: directory, ["p.yaml": before])
            let id = try #require(try program.report(["run", "p.yaml", "--yes"], exit: 2)["run"]?.stringValue)
            try AtomicFile.replace(directory + "/p.yaml", with: Array((before + "  - {id: c, manual: third}\n").utf8))
            let refused = try program.run("resume", id, "--confirm", "a")
            #expect(refused.exitCode == 77 && refused.errorText.contains("was changed"), "\(refused.errorText)")
            let report = try program.report(
                ["resume", id, "--accept-changes", "--confirm", "a", "--confirm", "b", "--confirm", "c"])
            #expect(PlaybookProgram.states(report) == ["a done", "b done", "c done"])
        }
    }

    @Test("two who run one run: one does, the other is told to try again")
    func busy() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                ["p.yaml": "title: A test\nsteps:\n  - {id: first, manual: x}\n  - {id: slow, run: {command: [sh, -c, 'touch begun; while ! test -e go; do sleep 0.02; done']}}\n"])
            let id = try #require(try program.report(["run", "p.yaml", "--yes"], exit: 2)["run"]?.stringValue)
            let other = try ManagedServer(
                arguments: [
                    "env", "HOME=\(directory)", "sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory, program.firebreak.path,
                    "playbook", "resume", id, "--confirm", "first",
                ], log: directory + "/other.log")
            defer { other.stop() }
            try waitUntil("the other has begun") { FileReader.exists(directory + "/begun") }
            let second = try program.run("resume", id)
            #expect(second.exitCode == 75, "\(second.errorText)")
            try AtomicFile.create(directory + "/go", [UInt8]())
            try waitUntil("the other is done") { try program.report(["status", id], exit: 0)["state"] == "done" }
        }
    }

    @Test("a program that was interrupted is run again only where somebody says so, or the playbook does")
    func interrupted() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: safe, run: {command: [sh, -c, "echo safe >> log; test -e go || sleep 300"], repeatable: true}}
                          - {id: unsafe, run: {command: [sh, -c, "echo unsafe >> log; test -e go2 || sleep 300"]}}

                        """
                ])
            #expect(try program.kill(after: "▸ safe", ["run", "p.yaml", "--yes"]) == 137)
            let id = try #require(try program.report(["status"])[0]?["run"]?.stringValue)
            try AtomicFile.create(directory + "/go", [UInt8]())
            #expect(try program.kill(after: "▸ unsafe", ["resume", id]) == 137)
            try AtomicFile.create(directory + "/go2", [UInt8]())
            // Whether the program was begun depends on when the kill came; where it was, nobody goes on without being told.
            let wasBegun = try program.text("log").contains("unsafe\n")
            let asked = try program.run("resume", id)
            if wasBegun {
                #expect(asked.exitCode == 2 && asked.errorText.contains("--redo unsafe"), "\(asked.errorText)")
                #expect(try program.text("log").ranges(of: "unsafe\n").count == 1)
            }
            if asked.exitCode == 2 { try program.report(["resume", id, "--redo", "unsafe"]) }
            #expect(try program.report(["status", id])["state"] == "done")
            _ = try ProgramRun.run(["sh", "-c", "for p in $(pgrep -f 'sleep 300'); do test \"$(readlink /proc/$p/cwd)\" = \"$1\" && kill $p; done; true", "sh", directory])
        }
    }

    @Test("Ctrl-C ends the program that runs, with what it started, and leaves a run that goes on")
    func interruption() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: first, run: {command: [sh, -c, "echo first >> log"]}}
                          - {id: slow, run: {command: [sh, -c, "echo slow >> log; test -e go || { sleep 300 & echo $! > child; wait; }"], repeatable: true}}
                          - {id: last, run: {command: [sh, -c, "echo last >> log"]}}

                        """
                ])
            #expect(try program.kill(after: "▸ slow", ["run", "p.yaml", "--yes"], signal: "SIGINT") == 2)
            let status = try program.report(["status"])[0]
            #expect(status?["state"] == "interrupted", "\(status?.compact ?? "")")
            let id = try #require(status?["run"]?.stringValue)
            if let child = try? program.text("child"), let number = Int32(child.filter(\.isNumber)) {
                try waitUntil("the child has ended") { !isAlive(processIdentifier: number) }
            }
            try AtomicFile.create(directory + "/go", [UInt8]())
            #expect(try program.report(["resume", id])["state"] == "done")
            let log = try program.text("log").split(separator: "\n")
            #expect(log.filter { $0 == "first" }.count == 1 && log.last == "last", "\(log)")
        }
    }

    @Test("SIGKILL after every step, and resumed to the same end")
    func killedEverywhere() throws {
        try withTemporaryDirectory { directory in
            let names = ["a", "b", "inner/one", "inner/two", "inner", "c", "d"]
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: a, run: {command: [sh, -c, "echo a >> log"]}}
                          - {id: b, run: {command: [sh, -c, "echo b >> log"]}}
                          - {id: inner, playbook: {name: q, inputs: {word: "${steps.b.exitCode}"}}}
                          - {id: c, run: {command: [sh, -c, "echo c >> log"]}}
                          - {id: d, run: {command: [sh, -c, "echo d >> log"]}}

                        """,
                    "q.yaml": """
                        title: Called
                        inputs: {word: {type: number, required: true}}
                        steps:
                          - {id: one, run: {command: [sh, -c, 'echo "one $1" >> log', sh, "${inputs.word}"]}}
                          - {id: two, run: {command: [sh, -c, "echo two >> log"]}}

                        """,
                ])
            var arguments = ["run", "p.yaml", "--yes"]
            for name in names {
                let status = try program.kill(after: "✓ \(name):", arguments)
                // Where the machine is busy it may be over before the kill comes; TransitionKillTests kill at exact places.
                #expect(status == 137 || status == 0, "\(name): \(status)")
                if status == 0 { break }
                let id = try #require(try program.report(["status"])[0]?["run"]?.stringValue)
                // What was killed a moment after the step before it may have begun already.
                arguments = ["resume", id] + names.flatMap { ["--redo", $0] }
            }
            let state = try program.report(["status"])[0]
            if state?["state"] != "done" { try program.report(arguments) }
            let log = try program.text("log").split(separator: "\n")
            // A step that was killed in the middle was done again; no other was.
            var unique: [Substring] = []
            for line in log where unique.last != line { unique.append(line) }
            #expect(unique == ["a", "b", "one 0", "two", "c", "d"], "\(log)")
            let verified = try program.firebreak.run("journal", "verify", "--json")
            #expect(try JSONValue(parsing: verified.standardOutput)["intact"] == true)
        }
    }

    @Test("the plan asks what only reads, says what cannot be undone, and changes nothing")
    func plan() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                [
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: health, probe: {http: {url: "http://127.0.0.1:1/"}}, onFailure: continue}
                          - {id: only-then, run: {command: [touch, made]}, when: {step: health, is: failed}}
                          - {id: not-then, run: {command: [touch, made]}, when: {step: health, is: done}}
                          - {id: after, run: {command: [echo, "${steps.only-then.output}"]}}
                          - {id: missing, run: {command: [no-such-program-anywhere]}}
                          - {id: no-store, sessions: {revoke: {users: a}}}

                        """
                ])
            let plan = try program.report(["plan", "p.yaml"], exit: 1)
            let forecasts = (plan["steps"]?.arrayValue ?? []).map { $0["forecast"]?.stringValue ?? "" }
            #expect(forecasts == ["notGood", "ready", "skipped", "unknown", "impossible", "impossible"], "\(plan.pretty)")
            #expect(plan["steps"]?[1]?["irreversible"]?.stringValue != nil)
            #expect(!FileReader.exists(directory + "/made"))
            #expect(try program.report(["status"]) == [])
        }
    }
}
