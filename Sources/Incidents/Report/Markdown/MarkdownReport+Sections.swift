internal import Basics

// What was done, measured and told, and what is left.
extension MarkdownReport {
    func actions(_ markdown: inout MarkdownText) {
        guard !document.actions.isEmpty else { return }
        markdown.heading(2, "Actions")
        for action in document.actions {
            markdown.heading(3, escape(ReportText.shortened((action.intent ?? action.title).capitalizedWord, to: 300)))
            var line = "**\(action.status.words.capitalizedWord)** · \(MarkdownText.code(action.action))"
            line += " · \(ReportText.dateAndTime(action.startedAt))"
            if let duration = action.duration { line += " · took \(ReportText.duration(duration))" }
            line +=
                " · by \(escape(action.actor)) · entries \(action.positions.map(String.init).joined(separator: " → "))"
            markdown.write("\(line)\n\n")
            if let reason = action.reason { markdown.write("Reason: \(escape(reason))\n\n") }
            markdown.write(
                action.outcome.map { "\(escape($0.capitalizedWord))\n\n" }
                    ?? "There is no outcome: it was interrupted, or was going on when this report was made.\n\n")
            for fact in action.facts { markdown.write("- \(escape(fact.label)): \(escape(fact.value))\n") }
            for warning in action.warnings { markdown.write("- **Warning:** \(escape(warning))\n") }
            if !action.facts.isEmpty || !action.warnings.isEmpty { markdown.write("\n") }
        }
    }

    func charts(_ markdown: inout MarkdownText) {
        guard !document.charts.isEmpty else { return }
        markdown.heading(2, "Measurements")
        for chart in document.charts {
            let unit = chart.unit.isEmpty ? "" : " (\(escape(chart.unit)))"
            markdown.write("\(escape(chart.title))\(unit): \(escape(chart.summary))\n\n")
            markdown.table(
                ["Series", "Least", "Median", "Greatest", "Last", "Unknown"],
                chart.series.map { series in
                    let figures = series.figures.map {
                        [$0.least, $0.middle, $0.greatest, $0.last].map(ReportText.figure)
                    }
                    return [escape(series.name)] + (figures ?? ["", "", "", ""])
                        + ["\(series.points.count - series.values.count) of \(series.points.count)"]
                })
        }
    }

    func notifications(_ markdown: inout MarkdownText) {
        guard !document.notifications.isEmpty else { return }
        markdown.heading(2, "Notifications")
        markdown.table(
            ["When", "Channel", "What", "Outcome"],
            document.notifications.map { notification in
                [
                    ReportText.dateAndTime(notification.at), escape(notification.channel),
                    escape(notification.event ?? ""),
                    ([notification.outcome ?? "unknown"] + notification.remarks).map(escape).joined(separator: "; "),
                ]
            })
        var written: Set<String> = []
        for notification in document.notifications {
            guard let text = notification.text, written.insert(text).inserted else { continue }
            markdown.write("What was to be told at \(ReportText.dateAndTime(notification.at)), and was cut to fit:\n\n")
            markdown.write(MarkdownText.whole(text) + "\n\n")
        }
    }

    func followUps(_ markdown: inout MarkdownText) {
        markdown.heading(2, "Follow-ups")
        guard !document.followUps.isEmpty else {
            markdown.write("Nobody has written any down, and no action left anything to be done.\n\n")
            return
        }
        for followUp in document.followUps {
            let due = followUp.due.map { ", due \(escape($0))" } ?? ""
            let owner = followUp.owner.map(escape) ?? "nobody yet"
            markdown.write("- [\(followUp.isDone ? "x" : " ")] \(escape(followUp.text)) (owner: \(owner)\(due))\n")
        }
        markdown.write("\n")
    }

    func missing(_ markdown: inout MarkdownText) {
        let gaps = document.gaps.filter { $0.kind == .data }
        guard !gaps.isEmpty else { return }
        markdown.heading(2, "What is missing")
        for gap in gaps { markdown.write("- **\(escape(gap.title))**: \(escape(gap.text))\n") }
        markdown.write("\n")
    }

    func proof(_ markdown: inout MarkdownText) {
        guard let checkpoint = document.checkpoint else { return }
        markdown.heading(2, "Proof")
        markdown.write(
            "The signed checkpoint of the journal over \(ReportText.counted(checkpoint.size, "entry", "entries")). Keep it "
                + "in a file, and check later that the journal still continues it: "
                + "`firebreak journal verify --checkpoint note.txt`\n\n")
        if checkpoint.uncovered > 0 {
            let missed = ReportText.counted(Int64(checkpoint.uncovered), "entry", "entries")
            markdown.write("It does not cover \(missed) of this report.\n\n")
        }
        markdown.block(checkpoint.note)
        if let key = checkpoint.verifierKey { markdown.write("Key: \(MarkdownText.code(key))\n\n") }
    }

    /// The sections of one place that people write: what they wrote, between the lines that keep it. In a report for
    /// readers outside there is nothing to be written any more.
    func written(_ place: NarrativeSection.Place, _ markdown: inout MarkdownText) {
        for section in NarrativeSection.all(at: place) {
            let text = document.narrative[section]
            guard !document.isRedacted else {
                if let text { markdown.written(section, text.markdown) }
                continue
            }
            markdown.written(
                section,
                [
                    NarrativeMarks.begin(section, isPublic: text?.isPublic ?? false), text?.markdown ?? "",
                    NarrativeMarks.end(section),
                ].joined(separator: "\n\n"))
        }
    }
}

extension MarkdownText {
    fileprivate mutating func written(_ section: NarrativeSection, _ markdown: String) {
        heading(3, section.title)
        write("\(markdown)\n\n")
    }
}
