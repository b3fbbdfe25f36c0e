internal import Basics

/// The milestones, and the durations between them.
struct HTMLMilestones {
    private let document: ReportDocument

    init(_ document: ReportDocument) { self.document = document }

    func write(to html: inout HTMLText) {
        html.element("dl", ["class": "figures"]) { html in
            for metric in document.metrics {
                html.figure(
                    metric.title.capitalizedWord, metric.duration.map(ReportText.duration),
                    how: explanation(metric))
            }
        }
        html.table(
            "When each was reached. Detection is where the response’s clocks start.",
            ["Milestone", "Reached", "After detection", "Said by"]
        ) { html in
            html.element("tbody", ["role": "rowgroup"]) { html in
                for milestone in document.milestones { row(milestone, &html) }
            }
        }
    }

    private func explanation(_ metric: IncidentMetric) -> String {
        if let problem = metric.problem { return problem }
        guard !metric.missing.isEmpty else { return "\(metric.name) = \(metric.formula)" }
        return
            "\(metric.name): \(ReportText.list(metric.missing.map(\.rawValue))) \(metric.missing.count == 1 ? "is" : "are") not set"
    }

    private func row(_ milestone: ReportMilestone, _ html: inout HTMLText) {
        html.element("tr", ["role": "row"]) { html in
            html.element(
                "th", ["scope": "row", "role": "rowheader", "class": "full"], milestone.name.rawValue.capitalizedWord)
            guard let reached = milestone.reached else {
                html.element("td", ["role": "cell", "colspan": "3", "class": "soft"], "not set")
                return
            }
            html.element("td", ["role": "cell"]) { $0.instant(reached.at) }
            html.element("td", ["role": "cell", "class": milestone.name == .detected ? "empty" : ""]) { html in
                html.text(afterDetection(milestone.name, reached.at))
            }
            html.element("td", ["role": "cell", "class": "actor"]) { $0.foreign(reached.actor) }
        }
    }

    private func afterDetection(_ name: MilestoneName, _ at: Timestamp) -> String {
        guard name != .detected, let detected = document.milestones.first(where: { $0.name == .detected })?.reached?.at
        else { return "" }
        return at < detected
            ? "\(ReportText.duration(detected - at)) before" : "+ \(ReportText.duration(at - detected))"
    }
}
