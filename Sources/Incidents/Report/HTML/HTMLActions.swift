internal import Basics

/// What was done, with its receipts.
struct HTMLActions {
    private let actions: [ReportAction]

    init(_ actions: [ReportAction]) { self.actions = actions }

    func write(to html: inout HTMLText) {
        for action in actions {
            html.element("article", ["class": "card"]) { card(action, &$0) }
            html.markup("\n")
        }
    }

    private func card(_ action: ReportAction, _ html: inout HTMLText) {
        html.element("header") { html in
            html.element("h3", ["dir": "auto"]) {
                $0.lines(ReportText.shortened((action.intent ?? action.title).capitalizedWord, to: 300))
            }
            html.mark(action.status.words.capitalizedWord, action.status.rawValue)
        }
        html.element("p", ["class": "meta"]) { meta(action, &$0) }
        if let outcome = action.outcome {
            html.element("p", ["class": "said", "dir": "auto"]) { $0.lines(outcome.capitalizedWord) }
        } else {
            html.element(
                "p", ["class": "said"],
                "There is no outcome: it was interrupted, or was going on when this report was made.")
        }
        if !action.facts.isEmpty { facts(action.facts, &html) }
        if !action.warnings.isEmpty {
            html.element("ul", ["class": "warnings", "aria-label": "Warnings"]) { html in
                for warning in action.warnings { html.element("li", ["dir": "auto"]) { $0.lines(warning) } }
            }
        }
    }

    private func meta(_ action: ReportAction, _ html: inout HTMLText) {
        html.element("code", action.action)
        html.text(" · ")
        html.element(
            "time", ["datetime": action.startedAt.description],
            "\(ReportText.shortDate(action.startedAt)), \(ReportText.time(action.startedAt))")
        if let duration = action.duration { html.text(" · took \(ReportText.duration(duration))") }
        html.text(" · by ")
        html.foreign(ReportText.shortened(action.actor, to: 80))
        for (index, position) in action.positions.enumerated() {
            html.text(index == 0 ? " · " : " → ")
            html.element("a", ["href": "#entry-\(position)"], "#\(position)")
        }
        if let reason = action.reason {
            html.markup("<br>")
            html.text("Reason: ")
            html.foreign(reason)
        }
    }

    private func facts(_ facts: [ReportFact], _ html: inout HTMLText) {
        html.element("dl", ["class": "facts"]) { html in
            for fact in facts {
                let length = max(fact.value.utf8.count, fact.label.utf8.count - 3)
                let kind = [length > 46 ? "wide" : length > 23 ? "half" : "", fact.tone == .warning ? "warning" : ""]
                    .filter { !$0.isEmpty }
                html.pair(ReportText.shortened(fact.label, to: 200), kind.joined(separator: " ")) {
                    $0.foreign(fact.value)
                }
            }
        }
    }
}
