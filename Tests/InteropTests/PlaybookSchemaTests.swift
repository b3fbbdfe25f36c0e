import Files
import JSON
import Processes
import TestSupport
import Testing

/// The JSON Schema of playbooks, judged by the `jsonschema` package.
@Suite("The schema of playbooks and other people's software")
struct PlaybookSchemaTests {
    /// A playbook and whether the schema accepts it; `playbook check` must agree.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let isGood: Bool
    }

    static let cases: [Case] = [
        Case(
            testDescription: "one of everything",
            text: """
                title: A test
                inputs: {users: {type: list, required: true}, limit: {type: number, default: 3}}
                steps:
                  - {id: a, probe: {http: {url: "http://localhost", status: [200, 2xx], latency: 2s}}, retry: {times: 3}, onFailure: continue}
                  - {id: b, sessions: {revoke: {users: "${inputs.users}", watch: 5s}}, when: {all: [{step: a, is: failed}, {input: limit, compare: "> 1"}]}}
                  - {manual: do it, title: 3}
                  - {sessions: {count: {expect: {undecodable: "== 0"}}}, timeout: 1h30m}
                  - {incident: {milestone: contained}}
                  - {incident: {open: {title: x, severity: sev1}}}
                  - {run: {command: [echo, 1, true], expectExit: [0, 1], environment: {A: "${env:B}"}}, evidence: true}
                  - {parallel: [{flags: {set: {flag: x, to: true}}, compensate: {flags: {restore: x}}}]}
                  - {secrets: {rotate: KEY}, approve: {count: 2}, compensate: [{secrets: {rollback: {name: KEY}}}]}
                  - {probe: {prometheus: {url: "http://localhost", query: up, expect: "< 3"}}}
                  - {probe: {redis: {url: "redis://localhost", role: primary, memory: 80%, lag: 5s}}}
                  - {probe: {tls: example.com}, timeout: 10s}
                  - {probe: {postgres: {url: "${env:DATABASE_URL}", connections: 80%}}}
                  - {id: scan, logs: {scan: {files: [a.log, b.log], since: 2h, severity: error, atLeast: 3}}, evidence: true}
                  - {logs: {scan: a.log}}
                  - {incident: {followup: {text: x, owner: bob, due: 14d}}}
                  - {evidence: {add: [a.log, b.log]}}
                  - {evidence: {bundle: {output: e.tar.gz, files: a.log, kept: false}}}
                  - {fail: The end., when: {step: scan, output: hits, compare: "> 9"}}

                """, isGood: true),
        Case(testDescription: "evidence of an unknown kind", text: "title: x\nsteps: [{evidence: {bundel: x}}]\n", isGood: false),
        Case(testDescription: "evidence alone", text: "title: x\nsteps: [{evidence: true}]\n", isGood: false),
        Case(testDescription: "evidence and a step", text: "title: x\nsteps: [{manual: x, evidence: {add: y}}]\n", isGood: false),
        Case(testDescription: "an unknown role", text: "title: x\nsteps: [{probe: {redis: {url: \"redis://localhost\", role: master}}}]\n", isGood: false),
        Case(testDescription: "an end in place of a compensation", text: "title: x\nsteps: [{manual: x, compensate: {fail: y}}]\n", isGood: false),
        Case(testDescription: "a small one", text: "title: x\nsteps: [{manual: x}]\n", isGood: true),
        Case(testDescription: "no title", text: "steps: [{manual: x}]\n", isGood: false),
        Case(testDescription: "no steps", text: "title: x\nsteps: []\n", isGood: false),
        Case(testDescription: "an unknown kind", text: "title: x\nsteps: [{mnual: x}]\n", isGood: false),
        Case(testDescription: "two kinds", text: "title: x\nsteps: [{manual: x, notify: {event: updated}}]\n", isGood: false),
        Case(testDescription: "an unknown verb", text: "title: x\nsteps: [{flags: {sett: {flag: a, to: b}}}]\n", isGood: false),
        Case(testDescription: "an unknown field", text: "title: x\nsteps: [{notify: {event: updated, txt: a}}]\n", isGood: false),
        Case(testDescription: "a missing field", text: "title: x\nsteps: [{notify: {text: a}}]\n", isGood: false),
        Case(testDescription: "an unknown choice", text: "title: x\nsteps: [{notify: {event: later}}]\n", isGood: false),
        Case(testDescription: "no duration", text: "title: x\nsteps: [{manual: x, timeout: soon}]\n", isGood: false),
        Case(testDescription: "a condition of two things", text: "title: x\nsteps: [{manual: x, when: {input: a, step: b}}]\n", isGood: false),
    ]

    @Test("accepts what is right and refuses what is wrong, as playbook check does", arguments: cases)
    func accepts(example: Case) throws {
        try Workshop.open("") { workshop in
            try AtomicFile.create(workshop.directory + "/schema.json", Array(workshop.run("playbook", "schema").utf8))
            try AtomicFile.create(workshop.directory + "/p.yaml", Array(example.text.utf8))
            let answer = try workshop.read("check_schema", workshop.directory + "/schema.json", workshop.directory + "/p.yaml")
            #expect((answer == "valid\n") == example.isGood, "\(answer)")
            let checked = try workshop.firebreak.run("playbook", "check", "p.yaml")
            #expect((checked.exitCode == 0) == example.isGood, "\(checked.outputText)")
        }
    }

    @Test("accepts every playbook that comes with firebreak")
    func shipped() throws {
        try Workshop.open("") { workshop in
            try AtomicFile.create(workshop.directory + "/schema.json", Array(workshop.run("playbook", "schema").utf8))
            let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/playbooks"
            let list = try JSONValue(parsing: Array(workshop.run("playbook", "list", "--playbooks", folder, "--json").utf8))
            let names = list["playbooks"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
            #expect(!names.isEmpty)
            for name in names {
                let answer = try workshop.read("check_schema", workshop.directory + "/schema.json", "\(folder)/\(name).yaml")
                #expect(answer == "valid\n", "\(name): \(answer)")
            }
        }
    }
}
