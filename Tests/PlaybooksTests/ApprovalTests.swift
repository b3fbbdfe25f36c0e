import Basics
import Cryptography
import Files
import JSON
import Processes
import State
import TestSupport
import Testing

/// Steps that several people have to agree to.
@Suite("Approvals")
struct ApprovalTests {
    /// A folder with three responders, whose private keys stand in files, and a run that waits for two of them.
    private func withRun(_ body: (_ program: PlaybookProgram, _ run: String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            var configuration = "responders:\n"
            for (name, role) in [("alice", "security"), ("bob", "security"), ("carol", "intern")] {
                let key = try PrivateKey.generate(.ed25519)
                try AtomicFile.create("\(directory)/\(name).key", key.pem().revealedBytes())
                let bytes = try #require(try key.publicKey().ed25519Bytes)
                configuration += "  \(name): {key: \"\(Base64.encode(bytes))\", roles: [\(role)]}\n"
            }
            let stranger = try PrivateKey.generate(.ed25519)
            try AtomicFile.create("\(directory)/stranger.key", stranger.pem().revealedBytes())
            let program = try PlaybookProgram(
                in: directory, configuration: configuration,
                [
                    "p.yaml": """
                        title: A test
                        inputs: {what: {type: string, default: something}}
                        steps:
                          - {id: danger, run: {command: [sh, -c, "echo done >> log", "${inputs.what}"]}, approve: {count: 2, roles: [security]}}

                        """
                ])
            let run = try #require(try program.report(["run", "p.yaml", "--yes"], exit: 2)["run"]?.stringValue)
            try body(program, run)
        }
    }

    @Test("two different people have to agree, each with their own key")
    func twoPeople() throws {
        try withRun { program, run in
            try program.report(["approve", run, "danger", "--key", "alice.key"])
            let twice = try program.run("approve", run, "danger", "--key", "alice.key")
            #expect(twice.exitCode == 77 && twice.errorText.contains("another person has to"), "\(twice.errorText)")
            let waits = try program.report(["resume", run], exit: 2)
            #expect(waits["waitsFor"]?.stringValue?.hasPrefix("1 more person has to agree") == true, "\(waits.compact)")
            #expect(!FileReader.exists(program.directory + "/log"))
            let both = try program.report(["approve", run, "danger", "--key", "bob.key"])
            #expect(both["approvedBy"] == ["alice", "bob"])
            try program.report(["resume", run])
            #expect(try program.text("log") == "done\n")
        }
    }

    @Test(
        "who may not agree is refused",
        arguments: [("stranger", "belongs to no responder"), ("carol", "has none of the roles security")])
    func others(who: String, why: String) throws {
        try withRun { program, run in
            let refused = try program.run("approve", run, "danger", "--key", "\(who).key")
            #expect(refused.exitCode == 77 && refused.errorText.contains(why), "\(refused.errorText)")
        }
    }

    @Test("a signature by another key, or of something else, is refused")
    func forged() throws {
        try withRun { program, run in
            let statement = try program.run("approve", run, "danger", "--print")
            #expect(statement.outputText.contains("does: run") && statement.outputText.contains("echo done >> log"))
            for (name, text) in [("alice", statement.outputText + " "), ("carol", statement.outputText)] {
                let key = try PrivateKey(pem: Secret(FileReader.read("\(program.directory)/\(name).key")))
                try AtomicFile.replace(program.directory + "/sig", with: key.sign(Array(text.utf8), .ed25519))
                let refused = try program.run("approve", run, "danger", "--responder", "alice", "--signature", "sig")
                #expect(refused.exitCode == 77 && refused.errorText.contains("is not alice's"), "\(refused.errorText)")
            }
            let key = try PrivateKey(pem: Secret(FileReader.read("\(program.directory)/alice.key")))
            try AtomicFile.replace(program.directory + "/sig", with: key.sign(Array(statement.outputText.utf8), .ed25519))
            try program.report(["approve", run, "danger", "--responder", "alice", "--signature", "sig"])
        }
    }

    @Test("a signature that somebody wrote into the state is refused, and nothing is done")
    func forgedInState() throws {
        try withRun { program, run in
            try program.report(["approve", run, "danger", "--key", "alice.key"])
            try TestDatabase.make(in: program.directory).write { state in
                _ = try state.execute(
                    """
                    INSERT INTO playbook_approvals (run, step, responder, statement, signature, approved_at)
                    SELECT run, step, 'bob', statement, signature, approved_at FROM playbook_approvals
                    """)
            }
            let refused = try program.run("resume", run)
            #expect(refused.exitCode == 77 && refused.errorText.contains("is not bob's"), "\(refused.errorText)")
            #expect(!FileReader.exists(program.directory + "/log"))
        }
    }

    @Test("an agreement is to one thing: where the playbook is another, it is none")
    func another() throws {
        try withRun { program, run in
            try program.report(["approve", run, "danger", "--key", "alice.key"])
            try program.report(["approve", run, "danger", "--key", "bob.key"])
            let changed = try program.text("p.yaml").replacing("echo done", with: "echo other")
            try AtomicFile.replace(program.directory + "/p.yaml", with: Array(changed.utf8))
            let waits = try program.report(["resume", run, "--accept-changes"], exit: 2)
            #expect(waits["waitsFor"]?.stringValue?.hasPrefix("2 more people have to agree") == true, "\(waits.compact)")
            #expect(!FileReader.exists(program.directory + "/log"))
        }
    }

    @Test("who agrees on another machine needs the state and their own key, and not what opens the keyring")
    func elsewhere() throws {
        try withRun { program, run in
            try withTemporaryDirectory { directory in
                // On PostgreSQL the program's own configuration says where its state is.
                let state = TestDatabase.isPostgres ? "" : "state: sqlite:\(program.directory)/.firebreak/state.db\n"
                let other = try PlaybookProgram(in: directory, configuration: state + program.text("firebreak.yaml"))
                for name in ["alice", "bob"] {
                    try AtomicFile.create("\(directory)/\(name).key", FileReader.read("\(program.directory)/\(name).key"))
                    let key = program.directory + "/.firebreak/keyring.key"
                    // Alice has nothing but her key; Bob is where the keyring opens.
                    if name == "alice" {
                        try other.report(["approve", run, "danger", "--key", "alice.key"])
                        #expect(!FileReader.exists(directory + "/.firebreak/keyring.key"))
                        let twice = try other.run("approve", run, "danger", "--key", "alice.key")
                        #expect(twice.exitCode == 77 && twice.errorText.contains("another person has to"), "\(twice.errorText)")
                    } else {
                        #expect(FileReader.exists(key))
                        try program.report(["approve", run, "danger", "--key", "bob.key"])
                    }
                }
                try program.report(["resume", run])
                #expect(try program.text("log") == "done\n")
                // Both signatures stand in the journal, each once.
                let export = try program.firebreak.run("journal", "export").outputText
                for name in ["alice", "bob"] { #expect(export.ranges(of: "\(name) agreed to the step danger").count == 1, "\(name)") }
                #expect(try program.firebreak.run("journal", "verify").exitCode == 0)
            }
        }
    }

    @Test("what is signed of a call and of parallel steps has the values, and not the names of variables")
    func groups() throws {
        try withTemporaryDirectory { directory in
            let key = Base64.encode(try #require(try PrivateKey.generate(.ed25519).publicKey().ed25519Bytes))
            let program = try PlaybookProgram(
                in: directory, configuration: "responders: {alice: {key: \"\(key)\"}}\n",
                [
                    "call.yaml": """
                        title: A test
                        inputs: {what: {type: string, required: true}}
                        steps:
                          - {id: danger, playbook: {name: q, inputs: {word: "${inputs.what}"}}, approve: {count: 1}}

                        """,
                    "parallel.yaml": """
                        title: A test
                        inputs: {what: {type: string, required: true}}
                        steps:
                          - id: danger
                            approve: {count: 1}
                            parallel:
                              - {id: one, run: {command: [echo, "${inputs.what}"]}}
                              - {id: two, playbook: {name: q, inputs: {word: "${inputs.what}"}}}
                              - {id: never, when: {input: what, equals: nothing}, run: {command: [echo, never]}}

                        """,
                    "q.yaml": "title: Called\ninputs: {word: {type: string, required: true}}\nsteps:\n  - {id: one, run: {command: [echo, \"${inputs.word}\"]}}\n",
                ])
            for (name, count) in [("call", 1), ("parallel", 2)] {
                let waits = try program.report(["run", "\(name).yaml", "--input", "what=something", "--yes"], exit: 2)
                let statement = try program.run("approve", try #require(waits["run"]?.stringValue), "danger", "--print").outputText
                #expect(statement.ranges(of: "something").count == count, "\(statement)")
                #expect(!statement.contains("${inputs") && !statement.contains("never"), "\(statement)")
            }
        }
    }

    @Test("two names with one key are refused by the configuration")
    func sharedKey() throws {
        try withTemporaryDirectory { directory in
            let key = Base64.encode(try #require(try PrivateKey.generate(.ed25519).publicKey().ed25519Bytes))
            let program = try PlaybookProgram(in: directory, configuration: "responders: {a: \"\(key)\", b: \"\(key)\"}\n")
            let refused = try program.run("status")
            #expect(refused.exitCode == 78 && refused.errorText.contains("have the same key"), "\(refused.errorText)")
        }
    }
}
