import Basics
import JSON
import Logs

/// What a scan found.
struct ScanListing: CommandResult {
    let report: ScanReport
    let top: Int
    let atLeast: Int

    func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        let rows = "\(report.summary.rows) row\(report.summary.rows == 1 ? "" : "s")"
        guard report.hits > 0 else { return style.green("Nothing found in \(rows).") }
        var parts = ["\(report.hits) of \(rows), \(span(report.firstSeen, report.lastSeen))"]
        var rules = Table("rule", "rows", "meaning", "asked for by")
        for rule in report.rules { rules.add(rule.name, String(rule.count), rule.meaning, rule.origin) }
        parts.append(rules.text(width: width, style: style))
        for kind in ScanFinding.Kind.allCases {
            let all = report.findings.filter { $0.kind == kind && $0.count >= atLeast }
            guard !all.isEmpty else { continue }
            var table = Table(kind.rawValue, "rows", "first", "last", "stands out")
            // Whoever stands out is shown before others.
            let sorted = all.filter(\.isRemarkable) + all.filter { !$0.isRemarkable }
            for finding in sorted.prefix(top) {
                table.add(
                    cut(finding.name.printable, to: 40), String(finding.count), time(finding.firstSeen),
                    time(finding.lastSeen), remarks(finding))
            }
            let more = all.count > top ? "\n" + style.dim("and \(all.count - top) more") : ""
            parts.append(table.text(width: width, style: style) + more)
        }
        if report.uncounted > 0 {
            parts.append(style.yellow("! \(report.uncounted) rows are about names that came when there were too many to count each"))
        }
        return parts.joined(separator: "\n\n")
    }

    private func remarks(_ finding: ScanFinding) -> String {
        var remarks: [String] = []
        if let spike = finding.spike { remarks.append("\(spike.count) within a minute, \(clock(spike.at))") }
        if let burst = finding.burst { remarks.append("\(burst.count) within a second, \(clock(burst.at))") }
        if let many = finding.addresses { remarks.append("\(many.count) addresses within a minute, \(clock(many.at))") }
        return remarks.joined(separator: "; ")
    }

    private func span(_ first: Timestamp?, _ last: Timestamp?) -> String {
        guard let first, let last else { return "none with a time" }
        return "from \(time(first)) to \(time(last))"
    }

    private func time(_ instant: Timestamp?) -> String { instant?.formatted(fractionDigits: 0) ?? "—" }

    private func clock(_ instant: Timestamp) -> String { String(instant.formatted(fractionDigits: 0).dropFirst(11)) }
}

/// The rules of a scan.
struct RuleListing: CommandResult {
    let rules: [ScanRule]

    func encode(to encoder: any Encoder) throws {
        struct Rule: Encodable {
            let name: String
            let meaning: String
            let origin: String
        }
        try rules.map { Rule(name: $0.name, meaning: $0.meaning, origin: $0.origin) }.encode(to: encoder)
    }

    func text(width: Int, style: Style) -> String {
        var table = Table("rule", "meaning", "asked for by")
        for rule in rules { table.add(rule.name, rule.meaning, rule.origin) }
        return table.text(width: width, style: style)
    }
}
