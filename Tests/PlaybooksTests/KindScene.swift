import Basics
import Files
import HTTP
import JSON
import Processes
import State
import TestSupport
import Testing

/// Servers, files and a configuration with which a step of every kind can be done, and a playbook that has one of each.
final class KindScene {
    let program: PlaybookProgram
    let redis: RedisServer
    let postgres: PostgresServer
    let prometheus: PrometheusServer
    let receiver: LoopbackReceiver
    var directory: String { program.directory }

    /// What nobody may ever see: a secret input of the playbook.
    static let canary = "canary-4711-Staple/Horse+8"
    /// How the playbook gets it.
    static let secretly = ["--input-env", "password=CANARY"]
    var environment: [String: String] {
        ["CANARY": Self.canary, "no_proxy": "127.0.0.1", "FIREBREAK_PLAYBOOKS": directory + "/books"]
    }

    static func open(_ body: (KindScene) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let scene = try KindScene(in: directory)
            defer { scene.receiver.stop() }
            try body(scene)
        }
    }

    private init(in directory: String) throws {
        redis = try RedisServer(tls: .anyClient)
        postgres = try PostgresServer()
        prometheus = try PrometheusServer()
        receiver = try LoopbackReceiver { request in
            // Answers there only once it may.
            while request.path == "/held", !FileReader.exists(directory + "/go") { pause(.milliseconds(10)) }
            return .init(status: 200, body: ["/health", "/held"].contains(request.path) ? #"{"status": "ok"}"# : "ok")
        }
        for (user, session) in [("u1", "s1"), ("u1", "s2"), ("u2", "s3"), ("u3", "s4")] {
            _ = try redis.ask("SET", "session:\(session)", #"'{"userId":"\#(user)","role":"analyst"}'"#)
        }
        for command in [["SET", "bull:mail:id", "1"], ["HSET", "bull:mail:meta", "version", "bullmq:5.60.0"]] {
            _ = try redis.ask(command[0], command[1], Array(command.dropFirst(2)).joined(separator: " "))
        }
        var log = ""
        for (second, user) in ["u1", "u1", "u1", "u1", "u1", "u1", "u2"].enumerated() {
            log += #"{"time":"2026-11-21T03:00:00.\#(second)00Z","level":"warn","msg":"Authentication failed","userId":"\#(user)","ip":"203.0.113.9"}"# + "\n"
        }
        try PrivateDirectory.ensure(directory + "/books")
        try PrivateDirectory.ensure(directory + "/books/x")
        program = try PlaybookProgram(
            in: directory,
            configuration: """
                stores:
                  web: {url: "\(redis.url)", layout: {key: "session:{id}", encoding: json, user: userId, role: role}}
                secrets:
                  KEY: {kind: jwt-hs256, overlap: 1h, destinations: [{dotenv: {path: key.env, key: KEY}}]}
                flags:
                  app: {dotenv: {path: app.env}}
                lockdowns:
                  quiet: {app: {HOOKS: false}}
                channels:
                  ops: {slack: {url: "http://127.0.0.1:\(receiver.port)/hook"}}
                routes:
                  - {audience: responders, channels: [ops]}
                notify: {automatic: []}

                """,
            [
                "app.log": log, "app.env": "NEW=true\nHOOKS=true\nSHARE=0\nLEFT=true\n", "key.env": "",
                "books/x/inner.yaml": "title: Inner\ninputs: {who: {type: string, required: true}}\nsteps:\n  - {id: told, run: {command: [sh, -c, 'echo \"$1\" >> inner.log', sh, \"${inputs.who}\"], repeatable: true}}\n",
                "books/x/every.yaml": "",
            ])
        try AtomicFile.replace(directory + "/books/x/every.yaml", with: Array(playbook.utf8))
        // A first version, which the playbook's can be rolled back to.
        let first = try program.firebreak.run("secrets", "rotate", "KEY", "--yes")
        try #require(first.exitCode == 0, "\(first.errorText)")
    }

    /// One step of each kind.
    private var playbook: String {
        """
        title: One of every kind
        inputs: {password: {type: string, secret: true, required: true}}
        steps:
          - {id: open, incident: {open: {title: A rehearsal, severity: sev2}}}
          - {id: milestone, incident: {milestone: detected}}
          - {id: note, incident: {note: "begun by ${run.id}"}}
          - {id: http, probe: {http: {url: "http://127.0.0.1:\(receiver.port)/health", bearer: "${inputs.password}", json: {status: ok}}}, evidence: true}
          - {id: redis, probe: {redis: {url: "\(redis.url)", role: primary}}}
          - {id: tls, probe: {tls: {address: "127.0.0.1:\(redis.tlsPort)", caFile: "\(redis.certificates?.authority ?? "")"}}}
          - {id: postgres, probe: {postgres: {url: "\(postgres.url)", role: primary, connections: 90%}}}
          - {id: prometheus, probe: {prometheus: {url: "\(prometheus.url)", query: "vector(1)", expect: "== 1"}}}
          - {id: queue, probe: {queue: {url: "\(redis.url)", queue: mail, expect: {failed: "== 0"}}}}
          - {id: scan, logs: {scan: {files: app.log, usersFile: users.txt}}, evidence: true}
          - {id: count, sessions: {count: {store: web, users: "${steps.scan.standingOut}", expect: {matched: "== 2"}}}}
          - {id: revoke, sessions: {revoke: {store: web, usersFile: users.txt, watch: 20ms}}}
          - {id: rotate, secrets: {rotate: KEY}}
          - {id: rollback, secrets: {rollback: KEY}}
          - {id: set, flags: {set: {flag: NEW, to: false}}}
          - {id: restore, flags: {restore: NEW}}
          - {id: lockdown, flags: {lockdown: quiet}}
          - {id: rollout, flags: {rollout: {flag: SHARE, steps: [10, 100], hold: 10ms, every: 10ms}}}
          - {id: back, flags: {rollback: SHARE}, onFailure: continue}
          - {id: notify, notify: {event: contained, text: "${steps.revoke.revoked} sessions are gone"}}
          - {id: add, evidence: {add: [app.log, users.txt]}}
          - {id: program, run: {command: [sh, -c, 'echo ran >> ran.log; printf %s "$PASSWORD" | wc -c'], environment: {PASSWORD: "${inputs.password}"}}}
          - {id: parallel, parallel: [{id: left, flags: {set: {flag: LEFT, to: false}}}, {id: right, run: {command: [touch, right], repeatable: true}}]}
          - {id: call, playbook: {name: inner, inputs: {who: "${steps.scan.users.0}"}}}
          - {id: manual, manual: Sign here.}
          - {id: followup, incident: {followup: {text: Alert on this, owner: bob, due: 14d}}}
          - {id: report, report: night.html}
          - {id: close, incident: {close: over}}
          - {id: bundle, evidence: {bundle: bundle.tar.gz}}

        """
    }

    /// What the world and the journal are like once the playbook is through, whatever happened on the way.
    func expectEnd(_ report: JSONValue) throws {
        let failed = (report["steps"]?.arrayValue ?? []).filter { $0["state"] != "done" }
        #expect(report["state"] == "done" && failed.isEmpty, "\(JSONValue.array(failed).pretty)")
        #expect(try redis.ask("EXISTS", "session:s1", "session:s2", "session:s3") == "0")
        #expect(try redis.ask("EXISTS", "session:s4") == "1")
        #expect(try program.text("users.txt") == "u1\nu2\n")
        #expect(try program.text("app.env") == "NEW=true\nHOOKS=false\nSHARE=0\nLEFT=false\n")
        #expect(try program.text("ran.log") == "ran\n")
        #expect(try Set(program.text("inner.log").split(separator: "\n")) == ["u1"])
        #expect(FileReader.exists(directory + "/right"))
        #expect(try program.text("night.html").contains("A rehearsal"))
        try expectTold()
        let secret = try json("secrets", "show", "KEY")
        #expect(secret["summary"]?["version"]?.integerValue == 1, "\(secret.pretty)")
        // Each entry that a step writes itself stands there once.
        let export = try program.firebreak.run("journal", "export").outputText
        for kind in ["incident.opened", "incident.note", "incident.followup", "incident.closed", "incident.milestone"] {
            #expect(export.components(of: "\"\(kind)\"") == 1, "\(kind): \(export.components(of: "\"\(kind)\""))")
        }
        #expect(try json("journal", "verify")["intact"] == true)
        let bundle = try program.firebreak.run("evidence", "verify", "bundle.tar.gz", "--json")
        #expect(bundle.exitCode == 0, "\(bundle.outputText)\(bundle.errorText)")
        #expect(bundle.outputText.contains("http.json") && bundle.outputText.contains("scan.json"))
        try expectNoCanary()
    }

    /// There is one message. Where its sender was killed, `tick` sends it once nobody can be sending it any more; then it may
    /// arrive twice, and says so.
    private func expectTold() throws {
        try TestDatabase.make(in: directory).write { session in
            try session.execute("UPDATE outbox SET held_until = 1 WHERE holder IS NOT NULL")
        }
        _ = try program.firebreak.run("tick")
        let messages = try json("notify", "outbox", "--all").arrayValue ?? []
        #expect(messages.count == 1 && messages[0]["state"] == "delivered", "\(JSONValue.array(messages).pretty)")
        let told = receiver.requests.filter { $0.path == "/hook" }
        let uncertain = messages.first?["uncertain"]?.integerValue ?? 0
        #expect(!told.isEmpty && told.count <= 1 + Int(uncertain), "\(told.count) times, \(uncertain) uncertain")
        // How many went is what the attempt counted that came through.
        #expect(told.allSatisfy { String(decoding: $0.body, as: UTF8.self).contains("sessions are gone") })
    }

    func json(_ arguments: String...) throws -> JSONValue {
        let result = try program.firebreak.run(arguments + ["--json"], environment: environment)
        try #require(result.exitCode == 0, "\(arguments): \(result.errorText)")
        return try JSONValue(parsing: result.standardOutput)
    }

    /// The secret input is in no file, in none of the forms in which it could have been written.
    func expectNoCanary() throws {
        let forms = [Self.canary, Base64.encode(Array(Self.canary.utf8)), PercentEncoding.encode(Self.canary), Hexadecimal.encode(Array(Self.canary.utf8))]
        let found = try ProgramRun.run(["grep", "-rlaiF"] + forms.flatMap { ["-e", $0] } + [directory])
        #expect(found.outputText.isEmpty, "\(found.outputText)")
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
