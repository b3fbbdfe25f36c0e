import Files
import Playbooks
import TestSupport
import Testing

/// What `playbook check` finds, by what is written.
@Suite("Checking playbooks")
struct PlaybookCheckTests {
    /// A playbook and what is wrong with it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let steps: String
        /// The beginnings of what is found; empty for nothing.
        let found: [String]
    }

    static let head = """
        title: A test
        inputs:
          users: {type: list, required: true}
          mode: {type: string, default: quick, choices: [quick, full]}
          watch: {type: duration, default: 5s}
          password: {type: string, secret: true}
        steps:

        """

    static let cases: [Case] = [
        Case(
            testDescription: "one of everything",
            steps: """
                - id: health
                  probe: {http: {url: "${system.api.url}/health", json: {status: ok}}}
                  onFailure: continue
                  retry: {times: 2, delay: 1s}
                - id: open
                  incident: {open: {title: "Accounts of ${inputs.users}", severity: sev1}}
                  when: {any: [{step: health, is: failed}, {input: mode, equals: full}]}
                - id: revoke
                  sessions: {revoke: {users: "${inputs.users}", watch: "${inputs.watch}"}}
                  timeout: 5m
                - incident: {note: "revoked ${steps.revoke.revoked}, health was ${steps.health.verdict}"}
                - manual: tell the owners
                - id: login
                  run: {command: [true, "${inputs.users}"], environment: {PASSWORD: "${inputs.password}"}}
                - parallel:
                    - {id: a, flags: {set: {flag: x, to: true}}, compensate: {flags: {restore: x}}}
                    - {id: b, secrets: {rotate: KEY}}
                - {id: scan, logs: {scan: {files: [a.log, b.log.gz], since: 2h, where: ["status>=400"], severity: error, expect: {hits: "< 9"}}}, timeout: 1m, evidence: true}
                - {when: {step: scan, output: standingOut, exists: true}, sessions: {revoke: {users: "${steps.scan.standingOut}"}}}
                - {probe: {redis: {url: "${env:REDIS_URL}", role: primary, memory: 80%, persistence: true, replicas: 1, lag: 5s}}}
                - {probe: {tls: {address: example.com, validFor: 14d, protocol: TLSv1.3}}}
                - {probe: {postgres: {}}}
                - {incident: {followup: {text: Alert, owner: bob, due: 14d}}}
                - {evidence: {add: [a.log, "${steps.scan.firstSeen}"]}}
                - {evidence: {bundle: e.tar.gz}}
                - {fail: Call everybody., when: {step: scan, output: rules.http-403, compare: "> 10"}}
                - manual: the end
                """, found: []),
        Case(
            testDescription: "a kind that there is not",
            steps: "  - {session: {revoke: {users: a}}}", found: ["t.yaml:8:6: unknown key 'session' in steps[0] [did you mean 'sessions'?]"]),
        Case(
            testDescription: "a verb that there is not", steps: "  - {flags: {sett: {flag: x, to: 1}}}",
            found: ["t.yaml:8:13: 'flags' has no kind 'sett' [did you mean 'set'?]"]),
        Case(
            testDescription: "a field that there is not", steps: "  - sessions: {revoke: {user: alice}}",
            found: ["t.yaml:8:25: unknown key 'user' in steps[0].sessions.revoke [did you mean 'users'?]"]),
        Case(testDescription: "two kinds", steps: "  - {manual: a, notify: {event: updated}}", found: ["t.yaml:8:5: a step has one kind, and this has"]),
        Case(testDescription: "no kind", steps: "  - {id: a}", found: ["t.yaml:8:5: a step needs a kind"]),
        Case(
            testDescription: "an input that there is not", steps: "  - manual: tell ${inputs.user}",
            found: ["t.yaml:8:13: ${inputs.user}: the playbook has no input 'user' [did you mean 'users'?]"]),
        Case(
            testDescription: "every variable that there is not",
            steps: "  - {incident: {note: \"${inputs.a} ${steps.b.c} ${sistem.x.y} ${system.nothing}\"}}",
            found: [
                "t.yaml:8:23: ${inputs.a}: the playbook has no input", "t.yaml:8:23: ${steps.b.c}: there is no step 'b' before this one",
                "t.yaml:8:23: ${sistem.x.y} is no variable [did you mean '${system.…}'?]",
                "t.yaml:8:23: ${system.nothing}: the description of the system has nothing there",
            ]),
        Case(
            testDescription: "what a step does not find out",
            steps: "  - {id: r, sessions: {revoke: {users: a}}}\n  - incident: {note: \"${steps.r.count}\"}",
            found: ["t.yaml:9:22: ${steps.r.count}: the step 'r' does not find out such a thing"]),
        Case(
            testDescription: "a step that comes later", steps: "  - {manual: \"${steps.b.note}\"}\n  - {id: b, manual: x}",
            found: ["t.yaml:8:14: ${steps.b.note}: there is no step 'b' before this one"]),
        Case(
            testDescription: "a failure after which the run does not go on",
            steps: "  - {id: a, manual: x}\n  - {id: b, manual: y, when: {step: a, is: failed}}",
            found: ["t.yaml:9:5: the step 'b' can never be done: the run does not come this far when 'a' fails [say 'onFailure: continue'"]),
        Case(
            testDescription: "a skip that never happens",
            steps: "  - {id: a, manual: x}\n  - {id: b, manual: y, when: {not: {not: {step: a, is: skipped}}}}",
            found: ["t.yaml:9:5: the step 'b' can never be done"]),
        Case(
            testDescription: "a value that an input never has", steps: "  - {id: b, manual: y, when: {input: mode, equals: fast}}",
            found: ["t.yaml:8:5: the step 'b' can never be done: the input 'mode' is never 'fast'"]),
        Case(
            testDescription: "two values at once",
            steps: "  - {id: b, manual: y, when: {all: [{input: mode, equals: full}, {input: mode, equals: quick}]}}",
            found: ["t.yaml:8:5: the step 'b' can never be done"]),
        Case(
            testDescription: "missing compensations",
            steps: """
                - {id: a, flags: {set: {flag: x, to: true}}}
                - {id: b, flags: {set: {flag: y, to: true}}, compensate: {flags: {restore: y}}}
                - {id: c, sessions: {revoke: {users: a}}, reversible: false}
                - {id: d, manual: x, onFailure: compensate}
                - {id: e, flags: {set: {flag: z, to: true}}}
                """,
            found: ["t.yaml:8:3: 'a' has no compensate, and 'd' wants what was done before it undone when it fails"]),
        Case(
            testDescription: "a secret that would be shown", steps: "  - incident: {note: \"${inputs.password}\"}",
            found: ["t.yaml:8:22: the secret input 'password' would be shown here"]),
        Case(
            testDescription: "a secret among the arguments of a program", steps: "  - run: {command: [login, \"${inputs.password}\"]}",
            found: ["t.yaml:8:28: the secret input 'password' would be shown here"]),
        Case(
            testDescription: "a variable in a shell's text", steps: "  - run: {shell: true, command: \"rm ${inputs.users}\"}",
            found: ["t.yaml:8:33: nothing is put into a shell's text"]),
        Case(
            testDescription: "a shell that was not asked for", steps: "  - run: {command: \"rm -rf /\"}",
            found: ["t.yaml:8:20: the command is a list"]),
        Case(
            testDescription: "a timeout that would have no effect", steps: "  - {secrets: {rotate: KEY}, timeout: 5s}",
            found: ["t.yaml:8:39: a step of the kind 'secrets rotate' cannot be interrupted"]),
        Case(
            testDescription: "two steps of one name", steps: "  - {id: a, manual: x}\n  - {id: a, manual: y}",
            found: ["t.yaml:9:5: two steps have the id 'a'"]),
        Case(
            testDescription: "somebody asked beside others", steps: "  - parallel: [{manual: x}, {flags: {set: {flag: a, to: 1}}}]",
            found: ["t.yaml:8:16: a step that is done beside others cannot ask anybody"]),
        Case(
            testDescription: "a severity that there is not", steps: "  - incident: {open: {title: x, severity: sev9}}",
            found: ["t.yaml:8:43: unknown value 'sev9' for 'steps[0].incident.open.severity'"]),
        Case(
            testDescription: "a list where there must be a text", steps: "  - incident: {note: \"${inputs.users}\"}",
            found: ["t.yaml:8:22: 'steps[0].incident.note' should be a mapping (key: value), not a list"]),
        Case(
            testDescription: "values that only a run knows",
            steps: "  - sessions: {revoke: {ip: \"${inputs.users}\", users: a}}", found: []),
        Case(
            testDescription: "a comparison that is none",
            steps: "  - probe: {prometheus: {url: http://localhost:9090, query: up, expect: many}}",
            found: ["t.yaml:8:73: 'steps[0].probe.prometheus.expect' is no comparison"]),
        Case(
            testDescription: "a log with nothing to read",
            steps: "  - logs: {scan: {since: 2h}}", found: ["t.yaml:8:18: 'steps[0].logs.scan' needs the key 'files'"]),
        Case(
            testDescription: "a condition on rows that is none",
            steps: "  - logs: {scan: {files: app.log, where: [status]}}", found: ["t.yaml:8:42: 'status' is no condition"]),
        Case(
            testDescription: "a time that is none",
            steps: "  - logs: {scan: {files: app.log, since: yesterday}}", found: ["t.yaml:8:42: 'since' is neither an instant nor a duration"]),
        Case(
            testDescription: "a severity of rows that there is not",
            steps: "  - logs: {scan: {files: app.log, severity: loud}}", found: ["t.yaml:8:45: unknown value 'loud' for 'steps[0].logs.scan.severity'"]),
        Case(
            testDescription: "a count that a scan does not have",
            steps: "  - logs: {scan: {files: app.log, expect: {hit: \"> 0\"}}}", found: ["t.yaml:8:44: unknown key 'hit' in steps[0].logs.scan.expect [did you mean 'hits'?]"]),
        Case(
            testDescription: "a date that is none",
            steps: "  - incident: {followup: {text: x, due: soon}}", found: ["t.yaml:8:41: 'due' is neither a day, nor an instant, nor a duration"]),
        Case(
            testDescription: "a role that a Redis does not have",
            steps: "  - probe: {redis: {url: \"redis://localhost\", role: master}}", found: ["t.yaml:8:53: unknown value 'master' for 'steps[0].probe.redis.role'"]),
        Case(
            testDescription: "a part of a memory that is none",
            steps: "  - probe: {redis: {url: \"redis://localhost\", memory: 0.8}}", found: ["t.yaml:8:55: 'steps[0].probe.redis.memory' is no percentage"]),
        Case(
            testDescription: "an address that is none",
            steps: "  - probe: {tls: \"https://example.com/\"}", found: ["t.yaml:8:18: 'steps[0].probe.tls' is no host with a port"]),
        Case(
            testDescription: "a URL that is no database's",
            steps: "  - probe: {postgres: {url: \"redis://localhost\"}}", found: ["t.yaml:8:29: 'steps[0].probe.postgres.url': that is no PostgreSQL URL"]),
        Case(
            testDescription: "evidence of a kind that there is not",
            steps: "  - evidence: {bundel: x.tar.gz}", found: ["t.yaml:8:15: 'evidence' has no kind 'bundel' [did you mean 'bundle'?]"]),
        Case(
            testDescription: "evidence that is neither a kind nor yes or no",
            steps: "  - {manual: x, evidence: maybe}", found: ["t.yaml:8:27: 'steps[0].evidence' should be true or false"]),
        Case(
            testDescription: "a step and evidence beside it",
            steps: "  - {manual: x, evidence: {add: app.log}}", found: ["t.yaml:8:5: a step has one kind, and this has evidence and manual"]),
        Case(
            testDescription: "an end that is none",
            steps: "  - {fail: x, onFailure: continue}", found: ["t.yaml:8:26: 'fail' ends the run, and 'onFailure: continue' lets it go on"]),
        Case(
            testDescription: "an end that is tried again",
            steps: "  - {fail: x, retry: {times: 2}}", found: ["t.yaml:8:22: 'retry' does not go with 'fail'"]),
        Case(
            testDescription: "what comes after the end",
            steps: "  - {id: a, fail: x}\n  - {id: b, manual: y}\n  - {id: c, manual: z}", found: ["t.yaml:9:5: the step 'b' can never be done: 'a' ends the run"]),
        Case(
            testDescription: "an end that is done",
            steps: "  - {id: a, fail: x, when: {input: mode, equals: full}}\n  - {id: b, manual: y, when: {step: a, is: done}}", found: ["t.yaml:9:5: the step 'b' can never be done: 'a' is never done"]),
        Case(
            testDescription: "an end in place of a compensation",
            steps: "  - {id: a, manual: x, compensate: {fail: y}}", found: ["t.yaml:8:36: 'fail' undoes nothing"]),
        Case(
            testDescription: "nobody's sessions",
            steps: "  - sessions: {revoke: {users: [], role: admin}}", found: ["t.yaml:8:32: 'users' is an empty list"]),
        Case(
            testDescription: "unreadable sessions of some users",
            steps: "  - sessions: {revoke: {users: [u1], includeUndecodable: true}}", found: ["t.yaml:8:58: 'includeUndecodable' goes with 'all: true'"]),
        Case(
            testDescription: "unreadable sessions of everybody",
            steps: "  - sessions: {revoke: {all: true, includeUndecodable: true}}", found: []),
        Case(
            testDescription: "nothing of a server's own",
            steps: "  - {id: r, probe: {redis: {url: \"redis://localhost\"}}}\n  - {manual: x, when: {step: r, output: servers.0.role, equals: primary}}\n  - {manual: y, when: {step: r, output: server.0.role, equals: primary}}", found: ["t.yaml:10:23: the step 'r' does not find out 'server.0.role'"]),
        Case(testDescription: "a condition of two things", steps: "  - {manual: x, when: {input: mode, step: a, is: done}}", found: ["t.yaml:8:23: a condition should say one thing"]),
    ]

    @Test("finds what is wrong, with line and column", arguments: cases)
    func findings(example: Case) throws {
        try withTemporaryDirectory { directory in
            let folder = try PlaybookFolder(
                directory, ["s/t.yaml": Self.head + example.steps + "\n", "s/system.yaml": "api: {url: \"http://127.0.0.1:1\"}\n"])
            let found = try folder.findings("s/t")
            #expect(found.count == example.found.count, "\(found)")
            for (line, expected) in zip(found, example.found) { #expect(line.hasPrefix(expected), "\(line)") }
        }
    }

    @Test("follows calls: their inputs, their mistakes, and circles")
    func calls() throws {
        try withTemporaryDirectory { directory in
            let folder = try PlaybookFolder(
                directory,
                [
                    "s/a.yaml": "title: A\nsteps:\n  - playbook: {name: b, inputs: {user: x}}\n",
                    "s/b.yaml": "title: B\ninputs: {users: {type: list, required: true}}\nsteps:\n  - manual: ${inputs.nobody}\n",
                    "s/c.yaml": "title: C\nsteps:\n  - playbook: {name: d}\n", "s/d.yaml": "title: D\nsteps:\n  - playbook: {name: s/c}\n",
                    "s/e.yaml": "title: E\nsteps:\n  - playbook: {name: f}\n",
                ])
            let found = try folder.findings("s/a")
            #expect(found.count == 3, "\(found)")
            #expect(found.first?.hasPrefix("a.yaml:3:40: s/b has no input 'user'") == true, "\(found)")
            #expect(found.dropFirst().first?.contains("s/b needs the input users") == true, "\(found)")
            #expect(found.last?.hasPrefix("b.yaml:4:13: ${inputs.nobody}") == true, "\(found)")
            #expect(try folder.findings("s/c").first?.contains("playbooks call each other in a circle: s/c → s/d → s/c") == true)
            #expect(try folder.findings("s/e").first?.contains("e.yaml:3:15: there is no playbook 'f'") == true)
        }
    }

    @Test("hostile files are refused and nothing worse", arguments: [
        "", "[]", "title: x\nsteps: []\n", "title: x\nsteps: {a: b}\n", "title: [x]\nsteps: [{manual: x}]\n",
        "title: x\nsteps: [{manual: \"${\"}]\n", "title: x\nsteps: [{manual: \"${}\"}]\n", "title: x\nsteps: [{manual: \"${inputs.}\"}]\n",
        "title: x\nsteps: [{manual: x, when: {not: {not: {}}}}]\n", "title: x\nsteps: [{parallel: []}]\n",
        "title: x\nsteps: [{playbook: {name: ../../etc/passwd}}]\n", "a: &a [*a, *a]\n",
        "title: x\nsteps: [{manual: x, timeout: 0s}]\n", "title: x\nsteps: [{manual: x, retry: {times: 99999}}]\n",
        "title: x\ninputs: {\"a b\": {type: list}}\nsteps: [{manual: x}]\n", "title: x\nsteps: [{manual: x, approve: {count: 0}}]\n",
    ])
    func hostile(text: String) throws {
        try withTemporaryDirectory { directory in
            let folder = try PlaybookFolder(directory, ["s/t.yaml": text])
            #expect(try !folder.findings("s/t").isEmpty)
        }
    }

    @Test("a name does not lead out of the folders", arguments: ["../s/t", "s/../../x", "/etc/passwd", "s/.t", "", "s//t"])
    func names(name: String) throws {
        try withTemporaryDirectory { directory in
            let folder = try PlaybookFolder(directory, ["s/t.yaml": "title: x\nsteps: [{manual: x}]\n"])
            #expect(throws: PlaybookError.self) { try folder.library.load(name) }
        }
    }
}
