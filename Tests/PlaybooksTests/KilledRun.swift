import Files
import JSON
import Processes
import TestSupport
import Testing

/// A run that is killed at its transitions, as they are written to the disk, and resumed each time.
struct KilledRun {
    let program: PlaybookProgram
    let playbook: String
    /// The arguments of `run` that `resume` does not have.
    var inputs: [String] = []
    /// Those of both: what somebody says of manual steps, secret inputs.
    var both: [String] = []
    var environment: [String: String] = [:]
    /// What somebody answers who has looked whether a step that was interrupted was done.
    var wasDone: (_ step: String) throws -> Bool = { _ in false }

    /// What came of it.
    struct End {
        let report: JSONValue
        /// How often it was killed, and how many steps the playbook has.
        let kills: Int
        let steps: Int
    }

    /// Kills it within each step at some of the boundaries between its beginning and its outcome, just before the outcome is
    /// written, and just after.
    ///
    /// - Parameter boundaries: those of a step of a kind, as they are counted from its beginning.
    func withinEveryStep(
        at boundaries: (_ kind: String) -> [Int], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> End {
        let trap = try SystemTrap()
        let shown = try program.report(["show", playbook], environment: environment)["steps"]?.arrayValue ?? []
        var number = String((try program.report(["status"]).arrayValue?.count ?? 0) + 1)
        number = String(repeating: "0", count: max(0, 3 - number.count)) + number
        var arguments = ["run", playbook, "--yes"] + inputs + both
        var kills = 0
        var latest = JSONValue.null
        /// How a step has ended by now; nil where it has not.
        func state(_ step: String) -> String? {
            let state = latest["steps"]?.arrayValue?.first { $0["step"]?.stringValue == step }?["state"]?.stringValue
            return state.flatMap { ["done", "failed", "skipped"].contains($0) ? $0 : nil }
        }
        for step in shown {
            let (id, kind) = (step["id"]?.stringValue ?? "", step["kind"]?.stringValue ?? "")
            let begun = SystemTrap.Mark("-\(number)\(id)", then: [kind + "running"])
            let over = SystemTrap.Mark("-\(number)\(id)", then: ["done", "failed", "skipped"].map { kind + $0 })
            /// Runs it with a trap; whether the trap went off. Where it waits for an answer it gets one.
            func isKilled(_ variables: [String: String]) throws -> Bool {
                var answers: [String] = []
                for _ in 1...3 {
                    let result = try program.firebreak.run(
                        ["playbook"] + arguments + answers, environment: environment.merging(variables) { $1 })
                    if arguments[0] == "run" {
                        let run = try program.report(["status"])[0]?["run"]?.stringValue
                        arguments = ["resume", try #require(run, "\(result.errorText)", sourceLocation: sourceLocation)] + both
                    }
                    if result.exitCode == 137 {
                        kills += 1
                        return true
                    }
                    guard result.errorText.contains("--redo \(id)") else { return false }
                    answers = [try wasDone(id) ? "--done" : "--redo", id]
                }
                throw TestFailure("\(id) asks and asks")
            }
            if state(id) != nil { continue }
            let told = program.directory + "/trap-told"
            // Last of all comes the place just before the outcome.
            for boundary in boundaries(kind) + [Int(Int32.max)] {
                let isStopped = try isKilled(trap.killing(at: boundary, once: begun, until: over, told: told))
                #expect(isStopped, "\(id) at \(boundary)", sourceLocation: sourceLocation)
                if !isStopped || FileReader.exists(told) { break }
            }
            try? AtomicFile.remove(told)
            // That the outcome is written only now shows that it was not on the disk before.
            let isLast = try !isKilled(trap.killing(at: 2, once: over))
            latest = try program.report(["status"])[0] ?? .null
            #expect(state(id) != nil, "\(id) was killed before its outcome was on the disk", sourceLocation: sourceLocation)
            if isLast { break }
        }
        var end = latest
        if end["state"] != "done" { end = try program.report(arguments, environment: environment, sourceLocation: sourceLocation) }
        return End(report: end, kills: kills, steps: shown.count)
    }
}
