import Basics
import Playbooks

/// What `playbook list` shows.
struct PlaybookListing: CommandResult {
    let folders: [String]
    let playbooks: [Item]

    struct Item: Encodable {
        let name: String
        let title: String
        let inputs: [String]
        let problem: String?
    }

    func text(width: Int, style: Style) -> String {
        guard !playbooks.isEmpty else {
            return "No playbooks" + (folders.isEmpty ? ": name a folder with --playbooks." : " in \(folders.joined(separator: ", ")).")
        }
        var table = Table("PLAYBOOK", "WHAT IT IS FOR", "INPUTS")
        for item in playbooks { table.add(item.name, item.problem.map { "! \($0)" } ?? item.title, item.inputs.joined(separator: " ")) }
        return table.text(width: width, style: style)
    }
}

/// What `playbook show` shows.
struct PlaybookDescription: CommandResult {
    let playbook: String
    let title: String
    let description: String?
    let path: String
    let inputs: [Input]
    let steps: [Step]

    struct Input: Encodable {
        let name: String
        let type: String
        let required: Bool
        let secret: Bool
        let description: String?
    }

    struct Step: Encodable {
        let id: String
        let kind: String
        let title: String?
        let when: String?
        let onFailure: String
        let compensations: [String]
        let approvals: Int?
    }

    init(_ loaded: LoadedPlaybook) {
        let source = loaded.playbook
        playbook = source.name
        title = source.title
        description = source.description
        path = source.path
        inputs = source.inputs.map {
            Input(name: $0.name, type: $0.type.rawValue, required: $0.isRequired, secret: $0.isSecret, description: $0.description)
        }
        steps = source.allSteps.map {
            Step(
                id: $0.id, kind: $0.body.name, title: $0.title, when: $0.condition?.description, onFailure: $0.onFailure.rawValue,
                compensations: $0.compensation.map(\.name), approvals: $0.approval?.count)
        }
    }

    func text(width: Int, style: Style) -> String {
        var lines = [style.bold("\(playbook): \(title.printable)"), style.dim(path)]
        if let description { lines.append(description.printable) }
        if !inputs.isEmpty { lines.append("\nInputs:") }
        for input in inputs {
            let marks = [input.type, input.required ? "required" : nil, input.secret ? "secret" : nil].compactMap { $0 }
            lines.append("  \(input.name) (\(marks.joined(separator: ", ")))\(input.description.map { ": \($0.printable)" } ?? "")")
        }
        lines.append("\nSteps:")
        for (index, step) in steps.enumerated() {
            var line = "  \(index + 1). \(step.id): \(step.title?.printable ?? step.kind)"
            if step.title != nil { line += style.dim(" (\(step.kind))") }
            if let when = step.when { line += style.dim(", when \(when.printable)") }
            if let approvals = step.approvals { line += style.yellow(", \(approvals) must agree") }
            if !step.compensations.isEmpty { line += style.dim(", undone by \(step.compensations.joined(separator: ", "))") }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }
}

/// What `playbook check` found.
struct PlaybookCheckResult: CommandResult {
    let playbooks: [Item]

    struct Item: Encodable {
        let playbook: String
        let findings: [PlaybookFinding]
    }

    func text(width: Int, style: Style) -> String {
        playbooks.map { item in
            guard !item.findings.isEmpty else { return "\(style.green("✓")) \(item.playbook.printable)" }
            return (["\(style.red("✗")) \(item.playbook.printable)"]
                + item.findings.map { finding in
                    "  \(finding.file.printable):\(finding.line):\(finding.column): \(finding.message.printable)"
                        + (finding.hint.map { "\n    \(style.cyan("hint:")) \($0.printable)" } ?? "")
                }).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

extension PlaybookPlan: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = [style.bold("\(playbook): \(title.printable)")]
        for (index, step) in steps.enumerated() {
            let mark =
                switch step.forecast {
                case .ready: style.green("✓")
                case .notGood: style.yellow("!")
                case .impossible: style.red("✗")
                case .unknown: style.cyan("?")
                case .skipped: style.dim("–")
                case .manual: style.cyan("☐")
                case .group: style.dim("▾")
                }
            lines.append("\(mark) \(index + 1). \(step.step)\(step.title.map { ": \($0.printable)" } ?? "")")
            lines.append("     \(step.summary.printable)")
            if let approvals = step.approvals { lines.append(style.yellow("     \(approvals) people must agree before")) }
            if let irreversible = step.irreversible, step.forecast != .skipped {
                lines.append(style.red("     cannot be undone: \(irreversible)"))
            }
            if !step.compensations.isEmpty { lines.append(style.dim("     undone by \(step.compensations.joined(separator: ", "))")) }
        }
        return lines.joined(separator: "\n")
    }
}

extension RunReport: CommandResult {
    func text(width: Int, style: Style) -> String {
        let shown =
            switch state {
            case .done: style.green(state.rawValue)
            case .failed, .compensated: style.red(state.rawValue)
            default: style.yellow(state.rawValue)
            }
        var lines = ["\(style.bold(run)) \(playbook): \(shown)" + (incident.map { ", \($0)" } ?? "")]
        for step in steps {
            let mark =
                switch step.state {
                case .done: style.green("✓")
                case .failed: style.red("✗")
                case .skipped: style.dim("–")
                case .waiting, .interrupted, .running: style.yellow("…")
                }
            lines.append("\(mark) \(step.step): \(step.summary?.printable ?? step.state.rawValue)")
        }
        if state == .waiting, let waitingStep {
            lines.append(
                "Waits at \(waitingStep). 'firebreak playbook resume \(run)' goes on"
                    + (steps.contains { $0.step == waitingStep && $0.kind == "manual" } ? "; --confirm \(waitingStep)=NOTE says that it is done." : "."))
        } else if !state.isOver {
            lines.append("'firebreak playbook resume \(run)' goes on.")
        }
        return lines.joined(separator: "\n")
    }
}

/// What `playbook status` shows of several runs.
struct PlaybookRuns: CommandResult {
    let runs: [RunReport]

    func encode(to encoder: any Encoder) throws { try runs.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        guard !runs.isEmpty else { return "No playbook has been run." }
        var table = Table("RUN", "PLAYBOOK", "STATE", "STARTED", "BY", elastic: 1)
        for run in runs {
            table.add(run.run, run.playbook, run.state.rawValue, run.startedAt.formatted(fractionDigits: 0), run.actor)
        }
        return table.text(width: width, style: style)
    }
}

extension ApprovalReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        "\(responder) agreed to \(step) of \(run). So far: \(approvedBy.joined(separator: ", ")). "
            + "'firebreak playbook resume \(run)' goes on."
    }
}
