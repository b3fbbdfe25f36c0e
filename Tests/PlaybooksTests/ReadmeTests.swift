import Files
import JSON
import Processes
import TestSupport
import Testing

/// What `playbooks/README.md` tells new users: with the example of their system, every playbook can be planned.
@Suite("The playbooks' README")
struct ReadmeTests {
    /// Each system, its heading, and a rehearsal of each of its playbooks, for the inputs.
    static let systems: [(name: String, heading: String, rehearsals: [Rehearsal])] = [
        ("flowrunner", "FlowRunner", FlowRunnerRehearsalTests.rehearsals), ("flakeguard", "FlakeGuard", FlakeGuardRehearsalTests.rehearsals),
        ("flowstate-ai", "Flowstate-AI", FlowstateRehearsalTests.rehearsals), ("flowai", "FlowAi", FlowAiRehearsalTests.rehearsals),
        ("aevon-os", "ΛΞVON OS", AevonRehearsalTests.rehearsals),
    ]

    @Test("with the example, nothing that a playbook needs is missing", arguments: systems.map(\.name))
    func example(name: String) throws {
        let system = try #require(Self.systems.first { $0.name == name })
        let text = try FileReader.readText(CoverageTests.package + "/playbooks/README.md")
        let part = try #require(text.split(separator: "\n## ").first { $0.hasPrefix(system.heading + "\n") })
        let begin = try #require(part.firstRange(of: "```yaml\n")?.upperBound)
        let end = try #require(part[begin...].firstRange(of: "\n```")?.lowerBound)
        // Nobody is asked, on whatever machine this runs.
        let example = String(part[begin..<end]).replacing(/https?:\/\/[a-z0-9.-]+example\.com(:[0-9]+)?/, with: "http://127.0.0.1:9")
        try withTemporaryDirectory { directory in
            let flags = #"{"flags": {"new-upload": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off"}}}"#
            let program = try PlaybookProgram(
                in: directory, configuration: example + "\n",
                ["flags.json": flags, ".env": "ENABLE_NEW_UPLOAD=true\n", ".env.backend": "JWT_SECRET=x\n", "secrets.env": "API_KEY=x\n"])
            for person in ["alice", "bob"] {
                try shell(["openssl", "genpkey", "-algorithm", "ed25519", "-out", "\(directory)/\(person).key"])
                try shell(["openssl", "pkey", "-in", "\(directory)/\(person).key", "-pubout", "-out", "\(directory)/\(person).pub"])
            }
            let environment = [
                "FIREBREAK_PLAYBOOKS": CoverageTests.package + "/playbooks", "no_proxy": "127.0.0.1", "REDIS_URL": "redis://127.0.0.1:9",
                "DATABASE_URL": "postgres://127.0.0.1:9/app", "PAGERDUTY_KEY": "0123456789abcdef0123456789abcdef",
                "SLACK_WEBHOOK_URL": "http://127.0.0.1:9/a", "SLACK_SECURITY_URL": "http://127.0.0.1:9/b",
            ]
            var planned: Set<String> = []
            for rehearsal in system.rehearsals where planned.insert(rehearsal.playbook).inserted {
                let result = try program.firebreak.run(
                    ["playbook", "plan", rehearsal.playbook, "--json"] + rehearsal.inputs.flatMap { ["--input", $0] }, environment: environment)
                try #require(!result.standardOutput.isEmpty, "\(rehearsal.playbook): \(result.errorText)")
                let steps = try JSONValue(parsing: result.standardOutput)["steps"]?.arrayValue ?? []
                #expect(!steps.isEmpty, "\(rehearsal.playbook): \(result.outputText)")
                for step in steps {
                    let summary = step["summary"]?.stringValue ?? ""
                    for problem in ["is not filled in", "is called", "there is no secret", "no channel"] {
                        #expect(!summary.contains(problem), "\(rehearsal.playbook)#\(step["step"]?.stringValue ?? ""): \(summary)")
                    }
                }
            }
        }
    }
}
