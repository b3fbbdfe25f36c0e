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
        "\(occurredAt.formatted(fractionDigits: 0))  "
            + (kind == JournalKind.followUp ? "To be done: " : "") + summary.printable
    }
}

extension IncidentRecord: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = [
            incident.text(width: width, style: style), "opened \(incident.openedAt.formatted(fractionDigits: 0))",
        ]
        if let closedAt = incident.closedAt { lines.append("closed \(closedAt.formatted(fractionDigits: 0))") }
        lines += details.roles.map { "\($0.role.rawValue): \($0.person.printable)" }
        for (name, list) in [("systems", details.systems), ("principals", details.principals)] where !list.isEmpty {
            lines.append("affected \(name): \(list.map(\.printable).joined(separator: ", "))")
        }
        lines += details.links.map { link in
            "link: \(link.title.map { $0.printable + ": " } ?? "")\(link.url.printable)"
        }
        for metric in metrics {
            let value =
                metric.duration?.compact ?? metric.problem
                ?? "unknown: not set: \(metric.missing.map(\.rawValue).joined(separator: ", "))"
            lines.append("\(metric.title) (\(metric.formula)): \(value)")
        }
        lines.append("")
        for row in rows {
            switch row {
            case .entry(let entry): lines.append(line(entry, style))
            case .leftOut(let rows): lines.append(style.dim(leftOut(rows)))
            }
        }
        if logs.shown < logs.rows {
            lines += ["", "\(logs.rows) rows of logs, of which \(logs.shown) are shown; 'firebreak timeline show' has all"]
            lines += logs.sources.map { "  \($0.name.printable): \($0.rows) rows, \($0.errors) errors" }
        }
        for entry in unfinished { lines.append(style.yellow("begun and never finished: \(entry.summary.printable)")) }
        let open = details.followUps.filter { $0.doneAt == nil }
        if !open.isEmpty {
            lines += ["", "To be done:"]
            lines += open.map { followUp in
                "  #\(followUp.position) \(followUp.text.printable) (\(followUp.owner?.printable ?? "nobody yet")"
                    + "\(followUp.due.map { ", due \($0.printable)" } ?? ""))"
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Rows of logs that are only counted.
    private func leftOut(_ rows: LeftOutRows) -> String {
        "".padding(to: 6) + "\(rows.firstAt.formatted(fractionDigits: 0))  \(rows.rows) more row\(rows.rows == 1 ? "" : "s")"
            + " until \(rows.lastAt.formatted(fractionDigits: 0))"
            + (rows.errors > 0 ? ", of them \(rows.errors) error\(rows.errors == 1 ? "" : "s")" : "")
    }

    /// An entry with its number, by which it can be corrected and proven.
    private func line(_ entry: JournalEntry, _ style: Style) -> String {
        let by = details.corrections[entry.position].map { list in
            style.yellow(" (corrected by \(list.map { "#\($0)" }.joined(separator: ", ")))")
        }
        return "#\(entry.position) ".padding(to: 6) + entry.text(width: 0, style: style) + (by ?? "")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}

extension JournalVerification: CommandResult {
    func text(width: Int, style: Style) -> String {
        let doubt =
            keyWasGiven
            ? nil
            : "The key is the one that the journal names itself: whoever made another journal can make another key. "
                + "Give yours with --key."
        guard !isGood else {
            let counts =
                "\(style.green("Intact")): \(entries) entries, \(checkpoints) signed checkpoint\(checkpoints == 1 ? "" : "s")"
            return [counts, doubt].compactMap(\.self).joined(separator: "\n")
        }
        let count = problems.count + moreProblems
        var lines = [style.red("Changed: \(count) problem\(count == 1 ? "" : "s")")]
        for problem in problems {
            lines.append((problem.entry.map { "  entry \($0): " } ?? "  ") + problem.message.printable)
        }
        return (lines + [doubt].compactMap(\.self)).joined(separator: "\n")
    }
}
