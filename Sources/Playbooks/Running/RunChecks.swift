internal import Basics
internal import Incidents
public import Response

/// What `doctor` says of runs of playbooks.
extension PlaybookRunner {
    /// Runs that wait for somebody, that were interrupted or killed, and that failed; one check where there are none.
    public static func checks(_ workspace: Workspace) -> [Check] {
        let subject = "playbook runs"
        do {
            let store = RunStore(journal: try workspace.journal)
            let now = workspace.time.now
            let open = try store.list(in: RunState.allCases.filter { !$0.isOver }, limit: 100)
            let checks = try open.compactMap { run in try check(run, try store.steps(of: run.id), subject, now, workspace) }
            guard checks.isEmpty else { return Array(checks.prefix(5)) }
            return [Check(subject, .ok, "none waits, was interrupted or failed")]
        } catch {
            let failure = error as? any Failure
            return [Check(subject, .failure, failure?.message ?? "unexpected: \(error)", remedy: failure?.hint)]
        }
    }

    /// For how long a run that failed is told of.
    private static let memory = Duration.seconds(7 * 86_400)

    private static func check(
        _ run: RunRecord, _ steps: [StepRecord], _ subject: String, _ now: Timestamp, _ workspace: Workspace
    ) throws -> Check? {
        let name = "\(run.id) (\(run.playbook))"
        let since = "since \(run.updatedAt.formatted(fractionDigits: 0))"
        let resume = "firebreak playbook resume \(run.id)"
        switch run.state {
        case .running:
            if try isHeld(run.id, workspace) { return nil }
            return Check(subject, .warning, "\(name) was killed in the middle, \(since)", remedy: resume)
        case .waiting:
            let step = steps.last { $0.state == .waiting }
            let remedy = step?.statement == nil ? resume : "firebreak playbook approve \(run.id) \(step?.step ?? "STEP") --key FILE; then \(resume)"
            return Check(subject, .warning, "\(name) waits \(since): \(step?.summary ?? "for somebody")", remedy: remedy)
        case .interrupted: return Check(subject, .warning, "\(name) was interrupted, \(since)", remedy: resume)
        case .compensating:
            if try isHeld(run.id, workspace) { return nil }
            return Check(subject, .warning, "\(name) failed and is not undone yet, \(since)", remedy: resume)
        case .failed:
            guard now - run.updatedAt <= memory else { return nil }
            let step = steps.last { $0.state == .failed }
            let what = step.map { " at '\($0.step)': \($0.summary ?? "")" } ?? ""
            return Check(subject, .warning, "\(name) failed\(what)", remedy: "\(resume) tries that again, or another run does better")
        case .done, .compensated: return nil
        }
    }
}

/// What `metrics` says of runs of playbooks.
extension PlaybookRunner {
    public static func metrics(_ workspace: Workspace) throws -> [MetricFamily] {
        let store = RunStore(journal: try workspace.journal)
        var runs = MetricFamily("firebreak_playbook_runs", "Runs of playbooks, by state.")
        let counts = try store.counts()
        for state in RunState.allCases { runs.add(["state": state.rawValue], Double(counts[state] ?? 0)) }
        var oldest = MetricFamily(
            "firebreak_playbook_run_oldest_timestamp_seconds",
            "Since when the run has stood still that has done so longest, by state.")
        for state in [RunState.waiting, .interrupted] {
            guard let run = try store.list(in: [state], limit: 1, oldestFirst: true).first else { continue }
            oldest.add(["state": state.rawValue], Double(run.updatedAt.microseconds) / 1e6)
        }
        return [runs, oldest]
    }
}
