internal import Basics
internal import Configuration
internal import Incidents
internal import JSON
internal import Response

/// Steps to which people have to agree first.
extension RunExecution {
    func awaitApproval(
        _ rule: PlaybookStep.ApprovalRule, _ step: PlaybookStep, _ path: String, _ known: StepRecord?, _ frame: RunFrame
    ) throws {
        let content = try content(of: step.body, frame.scope)
        let run = run
        let statement = Approvals.statement(
            run: run.id, playbook: frame.loaded.playbook.name, digest: run.digest, step: path, kind: step.body.name, content: content,
            rule: rule)
        let given = try Approvals.given(
            store.approvals(of: run.id, step: path), statement: statement, step: path, rule: rule,
            workspace.configuration.responders)
        for approval in given where try workspace.journal.entries(operation: Approvals.operation(approval)).isEmpty {
            // It was given where the journal could not be written.
            try workspace.journal.append(Approvals.entry(approval, run: run, step: path))
        }
        guard given.count < rule.count else { return }
        var record = known ?? newRecord(path, step.body.name, .waiting)
        record.statement = statement
        keep(record)
        let missing = rule.count - given.count
        let who = rule.roles.isEmpty ? "" : " (\(rule.roles.joined(separator: " or ")))"
        try finish(
            step, path, record, .waiting,
            "\(missing) more \(missing == 1 ? "person has" : "people have") to agree\(who): "
                + "firebreak playbook approve \(run.id) \(path) --key FILE", [:])
        throw RunStop.waits
    }

    /// What would be done, variables replaced. Parallel steps whose condition does not hold are not done.
    private func content(of body: StepBody, _ scope: Scope) throws -> JSONValue {
        switch body {
        case .action(_, let node): return try scope.resolve(node).value.json
        case .call(let name, let inputs, _):
            return ["name": .string(name), "inputs": try inputs.map { try scope.resolve($0).value.json } ?? [:]]
        case .parallel(let children):
            return .array(
                try children.compactMap { child -> JSONValue? in
                    if let condition = child.condition, try scope.holds(condition) != true { return nil }
                    return ["step": .string(child.id), "does": .string(child.body.name), "with": try content(of: child.body, scope)]
                })
        }
    }
}
