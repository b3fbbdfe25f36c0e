import Files
import Glibc
import HTTP
import JSON
import Processes
import TestSupport
import Testing

/// Ctrl-C, as a terminal gives it: SIGINT to the whole process group, in the middle of a step.
@Suite("Runs that are interrupted")
struct InterruptionTests {
    /// A step that takes long, what holds it up, and what lets it go on.
    struct Row: Sendable {
        let name: String
        let step: String
        /// A server that does not answer meanwhile.
        var frozen: @Sendable (KindScene) -> Int32? = { _ in nil }
        /// The steps that are in the middle; the first is waited for.
        var middle = "slow"
        /// What stands in the step's place when it goes on, where it could not come to its end else.
        var shortened: (String, String)?
        /// A command that lets it come to its end.
        var relieved: [String] = []
    }

    static let program = #"run: {command: [sh, -c, 'sleep 300 & echo $! >> children; echo $$$$ >> children; test -e go || wait; printf %s "$PASSWORD" | wc -c'], environment: {PASSWORD: "${inputs.password}"}, repeatable: true}"#

    static let rows: [Row] = [
        Row(name: "run", step: "{id: slow, \(program)}"),
        Row(name: "retry", step: "{id: slow, run: {command: [test, -e, go]}, retry: {times: 900, delay: 300s}}"),
        Row(name: "parallel", step: "{id: slow, parallel: [{id: left, \(program)}, {id: right, \(program)}]}", middle: "left"),
        Row(name: "playbook", step: "{id: slow, playbook: {name: held}}", middle: "slow/held"),
        Row(name: "sessions revoke", step: "{id: slow, sessions: {revoke: {store: web, users: u1, watch: 300s}}}", shortened: ("300s", "20ms")),
        Row(
            name: "flags rollout", step: "{id: slow, flags: {rollout: {flag: SHARE, steps: [100], hold: 300s, every: 50ms}}}",
            relieved: ["flags", "rollout", "promote", "SHARE", "--reason", "over", "--yes"]),
        Row(name: "probe http", step: #"{id: slow, probe: {http: {url: "URL/held", bearer: "${inputs.password}"}}}"#),
        Row(name: "probe redis", step: "{id: slow, probe: {redis: {url: REDIS}}}", frozen: { $0.redis.processIdentifier }),
        Row(name: "probe queue", step: "{id: slow, probe: {queue: {url: REDIS, queue: mail}}}", frozen: { $0.redis.processIdentifier }),
        Row(name: "probe tls", step: #"{id: slow, probe: {tls: {address: "TLS", caFile: CA}}}"#, frozen: { $0.redis.processIdentifier }),
        Row(name: "sessions count", step: "{id: slow, sessions: {count: {store: web}}}", frozen: { $0.redis.processIdentifier }),
        Row(name: "probe postgres", step: "{id: slow, probe: {postgres: {url: POSTGRES}}}", frozen: { $0.postgres.processIdentifier }),
        Row(
            name: "probe prometheus", step: #"{id: slow, probe: {prometheus: {url: PROMETHEUS, query: "vector(1)", expect: "== 1"}}}"#,
            frozen: { $0.prometheus.processIdentifier }),
    ]

    @Test("Ctrl-C in the middle of each kind of step leaves a run that resume continues, nothing running, and no secret anywhere")
    func everyKind() throws {
        try KindScene.open { scene in
            let folder = scene.directory
            try AtomicFile.create(
                folder + "/books/x/held.yaml",
                Array("title: Held\nsteps:\n  - {id: held, run: {command: [sh, -c, 'sleep 300 & echo $! >> children; test -e go || wait'], repeatable: true}}\n".utf8))
            for row in Self.rows {
                let text = """
                    title: Interrupted
                    inputs: {password: {type: string, secret: true, required: true}}
                    steps:
                      - {id: before, run: {command: [sh, -c, "echo before >> before.log"]}}
                      - \(row.step)
                      - {id: after, run: {command: [echo, done]}}

                    """.replacing("URL/", with: "http://127.0.0.1:\(scene.receiver.port)/").replacing("REDIS", with: "\"\(scene.redis.url)\"")
                    .replacing("TLS\"", with: "127.0.0.1:\(scene.redis.tlsPort)\"").replacing("CA}", with: "\"\(scene.redis.certificates?.authority ?? "")\"}")
                    .replacing("POSTGRES", with: "\"\(scene.postgres.url)\"").replacing("PROMETHEUS", with: "\"\(scene.prometheus.url)\"")
                try AtomicFile.replace(folder + "/books/x/interrupted.yaml", with: Array(text.utf8))
                for name in ["go", "before.log", "children"] where FileReader.exists("\(folder)/\(name)") { try AtomicFile.remove("\(folder)/\(name)") }

                let frozen = row.frozen(scene)
                if let frozen { kill(frozen, SIGSTOP) }
                let status = try scene.program.interrupt(
                    after: "▸ \(row.middle)", ["run", "x/interrupted", "--yes"] + KindScene.secretly, environment: scene.environment)
                if let frozen { kill(frozen, SIGCONT) }
                #expect(status == 2, "\(row.name)")
                let stopped = try scene.program.report(["status"])[0] ?? .null
                #expect(stopped["state"] == "interrupted", "\(row.name): \(stopped.pretty)")
                let run = try #require(stopped["run"]?.stringValue)
                for child in FileReader.exists(folder + "/children") ? try scene.program.text("children").split(separator: "\n") : [] {
                    let number = try #require(Int32(child))
                    try waitUntil("\(row.name): \(number) has ended") { !isAlive(processIdentifier: number) }
                }

                // The secret is asked for again: nobody has kept it.
                let without = try scene.program.run("resume", run, environment: scene.environment)
                #expect(without.exitCode == 64 && without.errorText.contains("password"), "\(row.name): \(without.errorText)")
                try scene.expectNoCanary()
                try AtomicFile.create(folder + "/go", [])
                var changes: [String] = []
                if let (long, short) = row.shortened {
                    try AtomicFile.replace(folder + "/books/x/interrupted.yaml", with: Array(text.replacing(long, with: short).utf8))
                    changes = ["--accept-changes"]
                }
                if !row.relieved.isEmpty {
                    let relieved = try scene.program.firebreak.run(row.relieved, environment: scene.environment)
                    #expect(relieved.exitCode == 0, "\(row.name): \(relieved.errorText)")
                }
                let end = try scene.program.report(["resume", run] + changes + KindScene.secretly, environment: scene.environment)
                #expect(end["state"] == "done", "\(row.name): \(end.pretty)")
                #expect(try scene.program.text("before.log") == "before\n", "\(row.name): what was done is not done again")
            }
            try scene.expectNoCanary()
            #expect(try scene.json("journal", "verify")["intact"] == true)
        }
    }
}

extension PlaybookProgram {
    /// Runs it in a process group of its own, gives the group SIGINT while a step is in the middle, and waits for the end.
    fileprivate func interrupt(after marker: String, _ arguments: [String], environment: [String: String]) throws -> Int32 {
        let script = """
            import os, signal, subprocess, sys, time
            marker, command = sys.argv[1], sys.argv[2:]
            program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
            for line in program.stderr:
                if marker in line.decode("utf-8", "replace"):
                    time.sleep(0.4)
                    os.killpg(program.pid, signal.SIGINT)
                    break
            sys.stderr.buffer.write(program.stderr.read())
            sys.exit(program.wait() & 255)
            """
        let base = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory, "FIREBREAK_ACTOR": "tester", "NO_COLOR": "1"]
        return try ProgramRun.run(
            ["python3", "-I", "-S", "-c", script, marker, firebreak.path, "playbook"] + arguments,
            environment: base.merging(environment) { $1 }, workingDirectory: directory, timeout: .seconds(60)
        ).exitCode
    }
}
