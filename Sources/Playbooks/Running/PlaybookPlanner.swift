internal import Basics
internal import Configuration
internal import Incidents
internal import JSON
internal import Response

extension PlaybookRunner {
    /// Performs every read check and says what a run would do; changes nothing.
    public func plan(_ name: String, _ options: RunOptions) throws -> PlaybookPlan {
        let loaded = try load(name, overlays: options.overlays)
        try refuse(loaded)
        let inputs = try RunInputs(loaded.playbook, given: options.inputs, ask: options.askSecret)
        var planner = PlaybookPlanner(workspace: workspace, options: options, inputs: inputs, incident: try incident(of: loaded, options))
        planner.plan(loaded, inputs.replacements, prefix: "")
        return PlaybookPlan(playbook: loaded.playbook.name, title: loaded.playbook.title, steps: planner.steps)
    }
}

/// Goes through a playbook and asks each step what it would do. What only reads is asked in earnest, so that what depends on
/// it is known.
private struct PlaybookPlanner {
    let workspace: Workspace
    let options: RunOptions
    let inputs: RunInputs
    let incident: String?
    var steps: [PlaybookPlan.Step] = []

    init(workspace: Workspace, options: RunOptions, inputs: RunInputs, incident: String?) {
        self.workspace = workspace
        self.options = options
        self.inputs = inputs
        self.incident = incident
    }

    mutating func plan(_ loaded: LoadedPlaybook, _ inputs: [String: ConfigurationNode.Replacement], prefix: String) {
        var scope = Scope(inputs: inputs, inputNames: loaded.playbook.inputs.map(\.name), system: loaded.system)
        scope.run = ["id": nil as String?, "incident": incident, "playbook": loaded.playbook.name]
        plan(loaded.playbook.steps, loaded, &scope, prefix)
    }

    private mutating func plan(
        _ list: [PlaybookStep], _ loaded: LoadedPlaybook, _ scope: inout Scope, _ prefix: String, isParallel: Bool = false
    ) {
        var end: String?
        for step in list {
            let path = prefix + step.id
            if let end {
                add(step, path, .skipped, "not reached: '\(end)' ends the run")
                continue
            }
            var names: [String] = []
            if case .action(let kind, _) = step.body { names = kind.type.outputs }
            var seen = Scope.Step(end: nil, names: names, outputs: nil)
            let condition = step.condition.map { condition in (condition, (try? scope.holds(condition)) ?? nil) }
            if let (condition, holds) = condition, holds == false {
                add(step, path, .skipped, "skipped: not so that \(condition)")
                seen.end = .skipped
            } else {
                if step.fails, !isParallel, condition == nil || condition?.1 == true { end = step.id }
                let only = condition.flatMap { $0.1 == nil ? "only if \($0.0): " : nil } ?? ""
                switch step.body {
                case .action(let kind, let node): seen = action(kind, node, step, path, scope, only, seen)
                case .parallel(let children):
                    add(step, path, .group, only + "at the same time: \(children.map(\.id).joined(separator: ", "))")
                    plan(children, loaded, &scope, prefix, isParallel: true)
                case .call(let name, let given, _):
                    add(step, path, .group, only + "the playbook \(name)")
                    if let called = loaded.called[name] { plan(called, arguments(called, given, scope), prefix: path + "/") }
                }
            }
            scope.steps[step.id] = seen
        }
    }

    private func arguments(
        _ called: LoadedPlaybook, _ given: ConfigurationNode?, _ scope: Scope
    ) -> [String: ConfigurationNode.Replacement] {
        var values: [String: ConfigurationNode.Replacement] = [:]
        let entries = (try? given?.mapping().entries) ?? []
        for input in called.playbook.inputs {
            if let node = entries.first(where: { $0.key == input.name })?.node {
                if let value = try? scope.resolve(node), !value.isNull { values[input.name] = .node(value) }
            } else if input.fallback != .null {
                values[input.name] = .value(input.fallback)
            }
        }
        return values
    }

    private mutating func action(
        _ kind: StepKind, _ node: ConfigurationNode, _ step: PlaybookStep, _ path: String, _ scope: Scope, _ only: String,
        _ known: Scope.Step
    ) -> Scope.Step {
        var seen = known
        let action: any StepAction
        do {
            if kind.type == RunStep.self {
                try RunStep.checkVariables(node) { reference throws(ConfigurationError) in try scope.replacement(reference) }
            }
            action = try kind.decode(scope.resolve(node))
        } catch {
            // What an earlier step will find out, or an incident that is not open yet, is nobody's mistake.
            let isOpen = (try? node.foreignReferences().contains { reference in
                let parts = reference.name.split(separator: ".").map(String.init)
                if parts.first == "run" { return true }
                return parts.first == "steps" && parts.count > 1 && scope.steps[parts[1]]?.outputs == nil && scope.steps[parts[1]]?.end != .skipped
            }) ?? false
            add(
                step, path, isOpen ? .unknown : .impossible,
                only + (isOpen ? "\(kind.name), with what the steps before it find out" : RunExecution.message(error)))
            return seen
        }
        let irreversible = step.isReversible == true ? nil : action.irreversibility ?? (step.isReversible == false ? "the playbook says so" : nil)
        do {
            let forecast = try action.forecast(context(path))
            let kindOf: PlaybookPlan.Forecast = 
                switch kind.key {
                case "manual": .manual
                case StepKinds.fail where !only.isEmpty: .unknown
                default: forecast.isGood ? .ready : .notGood
                }
            add(step, path, kindOf, only + forecast.summary, irreversible: irreversible, plan: forecast.plan)
            if let outputs = forecast.outputs {
                seen.outputs = outputs
                seen.end = forecast.isGood ? .done : .failed
            }
        } catch {
            add(step, path, .impossible, only + RunExecution.message(error), irreversible: irreversible)
        }
        return seen
    }

    private func context(_ path: String) -> StepContext {
        StepContext(
            workspace: workspace, environment: workspace.environment.merging(inputs.secrets) { $1 },
            programEnvironment: options.programEnvironment, run: "RUN", step: path, operation: "", incident: incident,
            reason: options.reason, startedAt: workspace.time.now, runStartedAt: workspace.time.now, timeout: nil, isCancelled: options.isCancelled,
            isInterrupted: options.isCancelled, redaction: Redaction(secrets: Array(inputs.secrets.values)), confirm: { _, _ in nil })
    }

    private mutating func add(
        _ step: PlaybookStep, _ path: String, _ forecast: PlaybookPlan.Forecast, _ summary: String, irreversible: String? = nil,
        plan: JSONValue = .null
    ) {
        steps.append(
            PlaybookPlan.Step(
                step: path, kind: step.body.name, title: step.title, forecast: forecast,
                summary: Redaction(secrets: Array(inputs.secrets.values))(summary), irreversible: irreversible,
                compensations: step.compensation.map(\.name), approvals: step.approval?.count, onFailure: step.onFailure.rawValue,
                plan: plan))
    }
}
