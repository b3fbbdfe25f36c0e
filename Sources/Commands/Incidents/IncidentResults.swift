import Basics
import Incidents
import Response

extension Incident: CommandResult {
    func text(width: Int, style: Style) -> String {
        "\(style.bold(id)) \(severity.rawValue) \(status.rawValue): \(title.printable)"
    }
}

extension JournalEntry: CommandResult {
    func text(width: Int, style: Style) -> String {
        "\(occurredAt.formatted(fractionDigits: 0))  \(summary.printable)"
    }
}

extension IncidentRecord: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = [
            incident.text(width: width, style: style), "opened \(incident.openedAt.formatted(fractionDigits: 0))",
        ]
        if let closedAt = incident.closedAt { lines.append("closed \(closedAt.formatted(fractionDigits: 0))") }
        for metric in metrics {
            let value =
                metric.duration?.compact ?? metric.problem
                ?? "unknown: not set: \(metric.missing.map(\.rawValue).joined(separator: ", "))"
            lines.append("\(metric.title) (\(metric.formula)): \(value)")
        }
        lines.append("")
        lines += entries.map { $0.text(width: width, style: style) }
        for entry in unfinished { lines.append(style.yellow("begun and never finished: \(entry.summary.printable)")) }
        return lines.joined(separator: "\n")
    }
}

extension JournalVerification: CommandResult {
    func text(width: Int, style: Style) -> String {
        guard !isGood else {
            return "\(style.green("Intact")): \(entries) entries, \(checkpoints) signed checkpoints"
                + (unsigned > 0 ? ", \(unsigned) not signed yet" : "")
        }
        var lines = [style.red("Changed: \(problems.count + moreProblems) problem\(problems.count == 1 ? "" : "s")")]
        for problem in problems {
            lines.append((problem.entry.map { "  entry \($0): " } ?? "  ") + problem.message.printable)
        }
        return lines.joined(separator: "\n")
    }
}
