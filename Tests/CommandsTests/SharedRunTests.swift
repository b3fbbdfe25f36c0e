import Basics
import Files
import Glibc
import JSON
import Processes
import TestSupport
import Testing

/// A playbook's run between two real programs, as on two machines.
@Suite("A run that another takes over")
struct SharedRunTests {
    /// In a folder with a playbook whose second step, run for the first time, does something to the firebreak that runs it.
    private func open(
        _ trap: String, on kind: TeamState.Kind, _ body: (@escaping @Sendable (Duration, String...) throws -> ProgramResult, String) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let script = "echo two >> log; test -e trapped || { touch trapped; echo $PPID > stopped.new; mv stopped.new stopped; \(trap); }"
            let playbook = """
                title: A test
                steps:
                  - {id: one, run: {command: [sh, -c, "echo one >> log"]}}
                  - {id: two, run: {command: [sh, -c, "\(script)"], repeatable: true}}
                  - {id: three, run: {command: [sh, -c, "echo three >> log"]}}

                """
            try AtomicFile.create(directory + "/p.yaml", Array(playbook.utf8))
            try AtomicFile.create(directory + "/firebreak.yaml", Array((try TeamState.line(kind) + "\n").utf8))
            let environment = TeamState.environment(in: directory, lease: kind == .postgres ? "8s" : nil)
            let program = try FirebreakProgram(in: directory).path
            try body(
                { (later: Duration, arguments: String...) in
                    try ProgramRun.run(
                        FakeClock.launcher("+\(Int(later.inSeconds))s") + [program, "playbook"] + arguments,
                        environment: environment, workingDirectory: directory, timeout: .seconds(120))
                }, directory)
        }
    }

    private func log(_ directory: String) throws -> [String] {
        try FileReader.readText(directory + "/log").split(separator: "\n").map(String.init)
    }

    @Test("is gone on with at once where its process was killed", arguments: TeamState.Kind.allCases)
    func killed(_ kind: TeamState.Kind) throws {
        try open("kill -KILL $PPID", on: kind) { playbook, directory in
            #expect(try playbook(.zero, "run", "p.yaml", "--yes").exitCode != 0)
            let id = try #require(try JSONValue(parsing: playbook(.zero, "status", "--json").standardOutput)[0]?["run"]?.stringValue)
            let next = try playbook(.zero, "resume", id)
            #expect(next.exitCode == 0, "\(next.errorText)")
            #expect(try log(directory) == ["one", "two", "two", "three"])
        }
    }

    @Test("is not touched by who accepts a changed playbook while another is at it", arguments: TeamState.Kind.allCases)
    func accepting(_ kind: TeamState.Kind) throws {
        try open("while ! test -e go; do sleep 0.1; done", on: kind) { playbook, directory in
            let first = BackgroundThread { try playbook(.zero, "run", "p.yaml", "--yes") }
            defer { try? AtomicFile.replace(directory + "/go", with: []) }
            try waitUntil("the first is at its second step", within: .seconds(120)) { FileReader.exists(directory + "/stopped") }
            let id = try #require(try JSONValue(parsing: playbook(.zero, "status", "--json").standardOutput)[0]?["run"]?.stringValue)
            let text = try FileReader.readText(directory + "/p.yaml")
            try AtomicFile.replace(directory + "/p.yaml", with: Array(text.replacing("A test", with: "Another").utf8))
            let other = try playbook(.zero, "resume", id, "--accept-changes")
            #expect(other.exitCode == 75, "\(other.errorText)")
            try AtomicFile.replace(directory + "/go", with: [])
            #expect(try first.join().exitCode == 0)
            let journal = try ProgramRun.run(
                [FirebreakProgram(in: directory).path, "journal", "export"], environment: TeamState.environment(in: directory),
                workingDirectory: directory, timeout: .seconds(120))
            #expect(journal.outputText.contains("began the playbook") && !journal.outputText.contains("changed meanwhile"))
        }
    }

    @Test("is refused to who stood still meanwhile: no step more, and nothing in the journal", arguments: TeamState.Kind.allCases)
    func stopped(_ kind: TeamState.Kind) throws {
        try open("kill -STOP $PPID", on: kind) { playbook, directory in
            let first = BackgroundThread { try playbook(.zero, "run", "p.yaml", "--yes") }
            try waitUntil("the first stands still", within: .seconds(120)) { FileReader.exists(directory + "/stopped") }
            let process = try #require(pid_t(FileReader.readText(directory + "/stopped").split(separator: "\n")[0]))
            defer { kill(process, SIGCONT) }
            let id = try #require(try JSONValue(parsing: playbook(.zero, "status", "--json").standardOutput)[0]?["run"]?.stringValue)
            let early = try playbook(.zero, "resume", id)
            #expect(early.exitCode == 75 && early.errorText.contains("another firebreak is at work on the run \(id)"), "\(early.errorText)")
            try waitUntil("its lease has run out", within: .seconds(120)) {
                try playbook(kind == .postgres ? .zero : .seconds(60), "resume", id).exitCode == 0
            }
            kill(process, SIGCONT)
            let end = try first.join()
            #expect(end.exitCode == 77, "\(end.outputText) \(end.errorText)")
            #expect(end.errorText.contains("taken over"), "\(end.errorText)")
            #expect(try log(directory) == ["one", "two", "two", "three"])
            let report = try JSONValue(parsing: playbook(.zero, "status", id, "--json").standardOutput)
            #expect(report["state"] == "done")
        }
    }
}
