internal import Basics
internal import JSON
internal import Probes
internal import Response

extension StepContext {
    /// Lets a question wait for its answer on a thread of its own, so that the step can be told to stop. One that is given up
    /// ends by its own time limit, and nobody hears of its answer.
    func asking<Answer: Sendable>(_ ask: @escaping @Sendable () throws -> Answer) throws -> Answer {
        let thread = BackgroundThread(ask)
        while !thread.isDone {
            if isCancelled() { throw UnansweredFailure() }
            pause(.milliseconds(2))
        }
        return try thread.join()
    }
}

/// A question that nobody waits for any more.
private struct UnansweredFailure: Failure {
    let message = "there was no answer until then"
    let status = ExitStatus.unavailable
}

/// A step that asks one of the probes: what differs is what may stand under its key, and what it finds out.
protocol ProbeStep: StepAction {
    associatedtype Asked: Probe
    var probe: Asked { get }
}

extension ProbeStep {
    var changes: Bool { false }
    static var isInterruptible: Bool { true }
    func forecast(_ context: StepContext) throws -> StepForecast { try probe.forecast(context, Self.outputs) }
    func perform(_ context: StepContext) throws -> StepResult { try probe.perform(context, Self.outputs) }
}

/// How steps ask: as `firebreak probe` does, with the run's secret inputs among the variables.
extension Probe {
    /// What a probe found, as a step's forecast: it reads only, so that it is asked in earnest.
    func forecast(_ context: StepContext, _ names: [String]) throws -> StepForecast {
        let outcome = try context.asking { try ask(context.environment, at: context.workspace.time.now) }
        return StepForecast(
            "\(name): \(outcome.summary)", isGood: outcome.verdict == .met, outputs: try outputs(outcome, names),
            plan: try JSONValue(encoding: outcome))
    }

    func perform(_ context: StepContext, _ names: [String]) throws -> StepResult {
        let outcome = try context.asking { try ask(context.environment, at: context.workspace.time.now) }
        return StepResult(
            isGood: outcome.verdict == .met, "\(name): \(outcome.summary)", outputs: try outputs(outcome, names),
            details: try JSONValue(encoding: outcome), hasJournalled: false)
    }

    /// What later steps can use: of the outcome, of the server's health in it, or of the first of the servers.
    private func outputs(_ outcome: Outcome, _ names: [String]) throws -> JSONObject {
        let found = try JSONValue(encoding: outcome)
        var outputs: JSONObject = [:]
        for name in names {
            if let value = found[name] ?? found["health"]?[name] ?? found["servers"]?[0]?[name] { outputs[name] = value }
        }
        outputs["verdict"] = .string(outcome.verdict.rawValue)
        outputs["summary"] = .string(outcome.summary)
        return outputs
    }
}
