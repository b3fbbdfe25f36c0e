internal import Basics

/// The timeline, drawn and as a table.
struct HTMLTimeline {
    private let document: ReportDocument

    init(_ document: ReportDocument) { self.document = document }

    func write(to html: inout HTMLText) {
        SVGTimeline(document).write(to: &html)
        html.table(
            (document.isRedacted ? "Entries" : "Every entry")
                + " of the journal for this incident, in the order in which things happened (UTC)"
                + (document.logs.leftOut.isEmpty ? ". " : ", and a selection of the rows of logs. ")
                + "Where it was recorded within a second, that time is left out. The number is the entry’s place in the "
                + "journal.",
            ["Occurred", "Recorded", "By", "What"]
        ) { html in
            for day in days { write(day, &html) }
        }
        if document.logs.rows > 0 { logs(&html) }
    }

    private func logs(_ html: inout HTMLText) {
        html.element("h3", ["class": "apart"], "Logs")
        html.element("p", document.logs.sentence)
        html.table("Rows that were imported, by the log", ["Log", "Rows", "Errors", "First", "Last"]) { html in
            html.element("tbody", ["role": "rowgroup"]) { html in
                for log in document.logs.sources {
                    html.element("tr", ["role": "row"]) { html in
                        html.element("th", ["scope": "row", "role": "rowheader", "class": "full code"]) {
                            $0.foreign(ReportText.shortened(log.name, to: 200))
                        }
                        html.element("td", ["role": "cell", "data-label": "Rows"], ReportText.count(log.rows))
                        html.element("td", ["role": "cell", "data-label": "Errors"], ReportText.count(log.errors))
                        html.element("td", ["role": "cell", "class": "soft small", "data-label": "First"]) {
                            $0.instant(log.firstAt)
                        }
                        html.element("td", ["role": "cell", "class": "soft small", "data-label": "Last"]) {
                            $0.instant(log.lastAt)
                        }
                    }
                }
            }
        }
    }

    /// The events, those of a day together.
    private var days: [[ReportEvent]] {
        var days: [[ReportEvent]] = []
        for event in document.events {
            if let last = days.last?.last, ReportText.date(last.occurredAt) == ReportText.date(event.occurredAt) {
                days[days.count - 1].append(event)
            } else {
                days.append([event])
            }
        }
        return days
    }

    private func write(_ day: [ReportEvent], _ html: inout HTMLText) {
        guard let first = day.first else { return }
        html.element("tbody", ["role": "rowgroup"]) { html in
            html.element("tr", ["role": "row"]) { html in
                html.element(
                    "th", ["scope": "rowgroup", "role": "rowheader", "colspan": "4", "class": "day"],
                    ReportText.date(first.occurredAt))
            }
            for event in day { row(event, &html) }
        }
    }

    private func row(_ event: ReportEvent, _ html: inout HTMLText) {
        let place = "\(event.leftOut == nil ? "entry" : "behind")-\(event.position)"
        html.element("tr", ["role": "row", "id": place]) { html in
            html.element("td", ["role": "cell", "class": "time"]) { $0.timeOfDay(event.occurredAt) }
            html.element(
                "td",
                event.wasRecordedLater
                    ? ["role": "cell", "class": "time soft small", "data-label": "recorded"]
                    : ["role": "cell", "class": "soft small empty"]
            ) { html in
                guard event.wasRecordedLater else { return }
                if ReportText.date(event.recordedAt) != ReportText.date(event.occurredAt) {
                    html.text(ReportText.shortDate(event.recordedAt) + ", ")
                }
                html.element("time", ["datetime": event.recordedAt.description], ReportText.time(event.recordedAt))
            }
            html.element("td", ["role": "cell", "class": "actor"]) {
                $0.foreign(ReportText.shortened(event.actor, to: 80))
            }
            html.element("td", ["role": "cell", "class": "full"]) { what(event, &$0) }
        }
        html.markup("\n")
    }

    private func what(_ event: ReportEvent, _ html: inout HTMLText) {
        guard event.leftOut == nil else {
            html.element("span", ["class": "soft"], event.summary)
            return
        }
        html.element("span", ["class": "tag \(Self.colour(event))"], event.word)
        html.element("span", ["dir": "auto"]) { $0.lines(Self.text(event)) }
        html.element("span", ["class": "soft small"], " #\(event.position)")
        for position in event.correctedBy {
            html.element("span", ["class": "soft small"]) { html in
                html.text(", corrected by ")
                html.element("a", ["href": "#entry-\(position)"], "#\(position)")
            }
        }
    }

    /// What the entry says, without what the word before it says already.
    private static func text(_ event: ReportEvent) -> String {
        // The sentence begins with somebody's name, which is written as they write it.
        if event.kind == JournalKind.role { return event.summary }
        let said = event.word + (event.category == .incident || event.kind == JournalKind.correction ? " " : ": ")
        guard event.category != .outcome, event.summary.hasPrefix(said) else {
            // A row of a log is as long as its program likes.
            return event.category == .log ? ReportText.shortened(event.summary, to: 400) : event.summary.capitalizedWord
        }
        return String(event.summary.dropFirst(said.count)).capitalizedWord
    }

    /// The class that colours the word before an event.
    private static func colour(_ event: ReportEvent) -> String {
        switch event.category {
        case .outcome: event.status?.rawValue ?? "unknown"
        case .log: "other"
        default: event.category.rawValue
        }
    }
}
