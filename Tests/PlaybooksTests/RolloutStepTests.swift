import Files
import HTTP
import JSON
import Processes
import TestSupport
import Testing

/// Steps that roll a flag out and back, begun again after a failure or a kill.
@Suite("Rollouts in playbooks")
struct RolloutStepTests {
    /// Whether the flag is at 100 %.
    private static func isRolledOut(_ directory: String) -> Bool {
        (try? FileReader.readText(directory + "/app.env", limit: 4096)) == "SHARE=100\n"
    }

    @Test("a rollout that a gate took back is begun anew by resume and by retry, not found again", arguments: [false, true])
    func takenBack(isRetried: Bool) throws {
        try withTemporaryDirectory { directory in
            // Good before the rollout is begun, and from when it was taken back once.
            let receiver = try LoopbackReceiver { _ in
                let isGood = !Self.isRolledOut(directory) || FileReader.exists(directory + "/taken-back")
                if !isGood { try? AtomicFile.replace(directory + "/taken-back", with: []) }
                return .init(status: isGood ? 200 : 503, body: "{}")
            }
            defer { receiver.stop() }
            let retry = isRetried ? ", retry: {times: 1, delay: 10ms}" : ""
            let program = try PlaybookProgram(
                in: directory,
                configuration: """
                    flags:
                      app: {dotenv: {path: app.env}}
                    gates:
                      health: {http: {url: "http://127.0.0.1:\(receiver.port)/", status: 200}, action: rollback}

                    """,
                [
                    "app.env": "SHARE=0\n",
                    "p.yaml": """
                        title: A test
                        steps:
                          - {id: out, flags: {rollout: {flag: SHARE, steps: [100], hold: 50ms, every: 20ms, gates: health}}\(retry)}

                        """,
                ])
            var report = try program.report(["run", "p.yaml", "--yes"], exit: isRetried ? 0 : 1)
            if !isRetried {
                #expect(report["steps"]?[0]?["summary"]?.stringValue?.contains("rolled back") == true, "\(report.pretty)")
                report = try program.report(["resume", try #require(report["run"]?.stringValue)])
            }
            #expect(report["state"] == "done", "\(report.pretty)")
            #expect(try program.text("app.env") == "SHARE=100\n")
        }
    }

    @Test("a rollout that somebody had paused and let go on is carried on by resume")
    func paused() throws {
        try withTemporaryDirectory { directory in
            let receiver = try LoopbackReceiver { _ in
                let isGood = !Self.isRolledOut(directory) || FileReader.exists(directory + "/good")
                return .init(status: isGood ? 200 : 503, body: "{}")
            }
            defer { receiver.stop() }
            let program = try PlaybookProgram(
                in: directory,
                configuration: """
                    flags:
                      app: {dotenv: {path: app.env}}
                    gates:
                      health: {http: {url: "http://127.0.0.1:\(receiver.port)/", status: 200}, action: pause}

                    """,
                [
                    "app.env": "SHARE=0\n",
                    "p.yaml": "title: A test\nsteps:\n  - {id: out, flags: {rollout: {flag: SHARE, steps: [100], hold: 50ms, every: 20ms, gates: health}}}\n",
                ])
            let id = try #require(try program.report(["run", "p.yaml", "--yes"], exit: 1)["run"]?.stringValue)
            try AtomicFile.create(directory + "/good", [])
            let resumed = try program.firebreak.run("flags", "rollout", "resume", "SHARE", "--yes")
            try #require(resumed.exitCode == 0, "\(resumed.errorText)")
            #expect(try program.report(["resume", id])["state"] == "done")
            let all = try program.firebreak.run("flags", "rollout", "list", "--all", "--json")
            #expect(try JSONValue(parsing: all.standardOutput).arrayValue?.count == 1, "\(all.outputText)")
        }
    }

    @Test("a rollback in steps that was killed before its outcome was written takes one step back, not two")
    func stepBack() throws {
        try withTemporaryDirectory { directory in
            let program = try PlaybookProgram(
                in: directory,
                configuration: """
                    flags:
                      app: {dotenv: {path: app.env}, reload: [{run: [sh, -c, "test ! -e deadly || { rm deadly; kill -9 $PPID; }"]}]}

                    """,
                [
                    "app.env": "SHARE=0\n",
                    "p.yaml": "title: A test\nsteps:\n  - {id: back, flags: {rollback: {flag: SHARE, inSteps: true}}}\n",
                ])
            func flags(_ arguments: String..., exit: Int32 = 0) throws {
                let result = try program.firebreak.run(arguments)
                try #require(result.exitCode == exit, "\(arguments): \(result.errorText)")
            }
            try flags("flags", "rollout", "SHARE", "--steps", "10,50,100", "--hold", "1h", "--yes")
            for _ in 1...2 { try flags("flags", "rollout", "promote", "SHARE", "--reason", "test", "--yes") }
            #expect(try program.text("app.env") == "SHARE=100\n")
            try AtomicFile.create(directory + "/deadly", [UInt8]())
            #expect(try program.run("run", "p.yaml", "--yes").exitCode == 137)
            // The step is brought to its end by the timer, as it would be by whoever comes first.
            _ = try program.firebreak.run("tick")
            #expect(try program.text("app.env") == "SHARE=50\n")
            let id = try #require(try program.report(["status"])[0]?["run"]?.stringValue)
            try program.report(["resume", id])
            #expect(try program.text("app.env") == "SHARE=50\n")
        }
    }
}
