internal import Basics

/// What is still to be done.
struct HTMLFollowUps {
    private let followUps: [ReportFollowUp]

    init(_ followUps: [ReportFollowUp]) { self.followUps = followUps }

    func write(to html: inout HTMLText) {
        guard !followUps.isEmpty else {
            html.element("p", "Nobody has written any down, and no action left anything to be done.")
            return
        }
        html.element("ol", ["class": "list"]) { html in
            for followUp in followUps { html.element("li") { item(followUp, &$0) } }
        }
    }

    private func item(_ followUp: ReportFollowUp, _ html: inout HTMLText) {
        html.element("span", ["class": "tag \(followUp.isDone ? "done" : "open")"], followUp.isDone ? "Done" : "To do")
        html.element("span", ["dir": "auto"]) { $0.lines(followUp.text) }
        html.element("div", ["class": "soft small"]) { html in
            html.text("Owner: ")
            if let owner = followUp.owner { html.foreign(owner) } else { html.text("nobody yet") }
            if let due = followUp.due {
                html.text(" · due ")
                html.foreign(due)
            }
            for position in followUp.positions {
                html.text(" · ")
                html.element("a", ["href": "#entry-\(position)"], "#\(position)")
            }
        }
    }
}
