import JSON
import Processes
import TestSupport
import Testing

/// A run of a rehearsal, with somebody who confirms and two who agree.
struct RehearsedRun {
    private let rehearsal: Rehearsal
    private let stage: Stage
    /// What is said of manual steps.
    private let said: [String]
    private let saidButAwaited: [String]

    init(_ rehearsal: Rehearsal, _ stage: Stage) throws {
        self.rehearsal = rehearsal
        self.stage = stage
        // The plan asks every read check, and knows the manual steps of playbooks that are called.
        let planned = try stage.program.firebreak.run(
            ["playbook", "plan", rehearsal.playbook, "--json"] + Self.inputs(rehearsal), environment: stage.environment)
        try #require(!planned.standardOutput.isEmpty, "\(planned.errorText)")
        let plan = try JSONValue(parsing: planned.standardOutput)
        let manual = (plan["steps"]?.arrayValue ?? []).filter { $0["kind"] == "manual" }.compactMap { $0["step"]?.stringValue }
        func answers(_ steps: [String]) -> [String] {
            steps.flatMap { ["--confirm", "\($0)=\(rehearsal.answers[$0] ?? "as it should be")"] }
        }
        said = answers(manual)
        saidButAwaited = answers(manual.filter { $0 != rehearsal.awaited?.step })
        for step in rehearsal.answers.keys { #expect(manual.contains(step), "\(step) is no manual step") }
        let calls = try stage.folder.calls()
        #expect(calls.isEmpty, "a plan runs no program: \(calls)")
    }

    private static func secrets(_ rehearsal: Rehearsal) -> [String] {
        rehearsal.secrets.keys.sorted().flatMap { ["--input-env", "\($0)=SECRET_\($0)"] }
    }

    private static func inputs(_ rehearsal: Rehearsal) -> [String] {
        rehearsal.inputs.flatMap { ["--input", $0] } + secrets(rehearsal)
    }

    private var call: [String] { ["run", rehearsal.playbook, "--yes"] + Self.inputs(rehearsal) }
    private var begin: [String] { call + said }

    private func resume(_ run: String) -> [String] {
        ["resume", run] + said + Self.secrets(rehearsal) + rehearsal.redone.flatMap { ["--redo", $0] }
    }

    /// Runs it to its end.
    func whole() throws -> JSONValue {
        guard let awaited = rehearsal.awaited else { return try finish(report(begin)) }
        let waits = try report(call + saidButAwaited)
        #expect(waits["state"] == "waiting" && waits["waitingStep"]?.stringValue == awaited.step, "\(waits.pretty)")
        for (command, answer) in awaited.redis {
            let found = try stage.redis.ask(command)
            #expect(found == answer, "\(command)")
        }
        return try finish(report(resume(try runName())))
    }

    /// Runs it, and kills it with SIGKILL when the outcome of a step is on the disk and nothing after it; resumes it, and kills
    /// it after the next, until it is over.
    func killedAfterEveryStep(_ steps: [State]) throws -> (report: JSONValue, kills: Int) {
        let trap = try SystemTrap()
        var arguments = begin
        var kills = 0
        var over: Set<String> = []
        for step in Self.inOrderOfTheirEnds(steps) where !over.contains(step.path) {
            // In the row of a step stand the run's number, the step, its kind and its state beside each other.
            let mark = SystemTrap.Mark("-001\(step.path)", then: ["\(step.kind)done", "\(step.kind)failed"])
            var status: Int32
            repeat {
                status = try stage.program.firebreak.run(
                    ["playbook"] + arguments, environment: stage.environment.merging(trap.killing(at: 2, once: mark)) { $1 }
                ).exitCode
                if arguments[0] == "run" { arguments = resume(try runName()) }
            } while try status == 2 && isWaitingForAgreement(runName())
            if status == 137 { kills += 1 }
            if status == 0 { break }
            // What was done beside each other is over together.
            if step.kind == "parallel" { over = Set(Self.states(try self.status(runName())).filter { $0.state != "running" }.map(\.path)) }
        }
        let end = try self.status(runName())
        return (end["state"]?.stringValue == rehearsal.end ? end : try finish(report(arguments)), kills)
    }

    /// Runs it until a shim kills it in the middle of undoing a step; resumes it without an answer, with `--redo`, and with
    /// `--done`, and looks each time.
    func killedWhileUndoing(_ step: String, _ check: () throws -> Void) throws {
        let killed = try stage.program.firebreak.run(["playbook"] + begin, environment: stage.environment)
        try #require(killed.exitCode == 137, "\(killed.errorText)")
        let run = try runName()
        let asked = try stage.program.firebreak.run(["playbook"] + resume(run), environment: stage.environment)
        #expect(asked.exitCode == 2 && asked.errorText.contains("--redo \(step) or --done \(step)"), "\(asked.errorText)")
        try check()
        _ = try report(resume(run) + ["--redo", step])
        try check()
        let end = try report(resume(run) + ["--done", step])
        #expect(end["state"]?.stringValue == rehearsal.end, "\(end.pretty)")
        try check()
    }

    /// A call ends after what it calls.
    private static func inOrderOfTheirEnds(_ steps: [State]) -> [State] {
        var ordered: [State] = []
        for step in steps {
            var place = ordered.count
            while place > 0, step.path.hasPrefix(ordered[place - 1].path + "/") { place -= 1 }
            ordered.insert(step, at: place)
        }
        return ordered
    }

    private func runName() throws -> String {
        let result = try stage.program.firebreak.run(["playbook", "status", "--json"], environment: stage.environment)
        return try #require(JSONValue(parsing: result.standardOutput)[0]?["run"]?.stringValue, "\(result.errorText)")
    }

    /// How a step ended.
    struct State: Hashable {
        let path: String
        let kind: String
        let state: String
    }

    /// How each step ended, in order.
    static func states(_ report: JSONValue) -> [State] {
        (report["steps"]?.arrayValue ?? []).map { step in
            func text(_ name: String) -> String { step[name]?.stringValue ?? "" }
            return State(path: text("step"), kind: text("kind"), state: text("state"))
        }
    }

    private func report(_ arguments: [String]) throws -> JSONValue {
        let result = try stage.program.firebreak.run(["playbook"] + arguments + ["--json"], environment: stage.environment)
        try #require(!result.standardOutput.isEmpty, "\(arguments): \(result.errorText)")
        let report = try JSONValue(parsing: result.standardOutput)
        try #require(report["run"] != nil, "\(arguments): \(report.compact)")
        return report
    }

    private func status(_ run: String) throws -> JSONValue { try report(["status", run]) }

    /// Lets those agree who have to.
    private func finish(_ report: JSONValue) throws -> JSONValue {
        var report = report
        while rehearsal.approvers, report["state"] == "waiting", let run = report["run"]?.stringValue, try isWaitingForAgreement(run) {
            report = try self.report(resume(run))
        }
        return report
    }

    private func isWaitingForAgreement(_ run: String) throws -> Bool {
        let report = try status(run)
        guard rehearsal.approvers, report["state"] == "waiting", let step = report["waitingStep"]?.stringValue else { return false }
        for name in ["alice", "bob"] {
            try #require(
                stage.program.run("approve", run, step, "--key", "\(name).key", environment: stage.environment).exitCode == 0)
        }
        return true
    }
}
