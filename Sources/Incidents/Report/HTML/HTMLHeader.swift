internal import Basics

/// The head of the report: what, how bad, when.
struct HTMLHeader {
    private let document: ReportDocument

    init(_ document: ReportDocument) { self.document = document }

    func write(to html: inout HTMLText) {
        let incident = document.incident
        html.element("div", ["class": "eyebrow"]) { html in
            html.element("span", "Incident report")
            html.element("span", ["class": "code"], incident.id)
            html.mark(incident.severity.rawValue.uppercased(), incident.severity.rawValue)
            html.mark(incident.status.rawValue.capitalizedWord, incident.status.rawValue)
        }
        html.element("h1", ["dir": "auto"], ReportText.shortened(incident.title, to: 300))
        if document.isRedacted { html.element("p", ["class": "soft"], MarkdownReport.redactionNotice) }
        html.element("dl", ["class": "times"]) { html in
            html.pair("Opened") { $0.instant(incident.openedAt) }
            html.pair("Closed") { html in
                if let closedAt = incident.closedAt { html.instant(closedAt) } else { html.text("not yet") }
            }
            html.pair(incident.closedAt == nil ? "Open for" : "Lasted") { html in
                html.text(document.duration.map(ReportText.duration) ?? "not known")
            }
            if let actor = document.openedBy {
                html.pair("Opened by") { $0.foreign(ReportText.shortened(actor, to: 80)) }
            }
            for holder in document.details.roles {
                html.pair(holder.role.rawValue.capitalizedWord) {
                    $0.foreign(ReportText.shortened(holder.person, to: 80))
                }
            }
        }
    }
}

/// What happened, in sentences.
struct HTMLSummary {
    private let document: ReportDocument

    init(_ document: ReportDocument) { self.document = document }

    func write(to html: inout HTMLText) {
        html.element("div", ["class": "lead"]) { html in
            for sentence in document.summary { html.element("p", ["dir": "auto"]) { $0.lines(sentence) } }
        }
    }
}

extension String {
    /// With a capital letter at its beginning.
    var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}
