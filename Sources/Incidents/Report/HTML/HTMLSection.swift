internal import Basics

/// A part of the page with a heading of its own.
struct HTMLSection {
    /// For links within the page.
    let id: String
    /// Its heading.
    let title: String
    /// Writes what stands under the heading.
    let content: (inout HTMLText) -> Void

    func write(to html: inout HTMLText) {
        html.element("section", ["id": id, "aria-labelledby": "\(id)-title"]) { html in
            html.element("h2", ["id": "\(id)-title"], title)
            content(&html)
        }
        html.markup("\n")
    }

    /// The sections of a report, in their order. Those that would have nothing to say are left out; what is missing
    /// is said in a section of its own.
    static func all(of document: ReportDocument) -> [HTMLSection] {
        var sections = [
            HTMLSection(id: "summary", title: "Summary") { html in
                HTMLNarrative(document, .summary).write(to: &html)
                HTMLSummary(document).write(to: &html)
            },
            HTMLSection(id: "impact", title: "Impact") { html in
                HTMLNarrative(document, .impact).write(to: &html)
                HTMLImpact(document).write(to: &html)
            },
            HTMLSection(id: "milestones", title: "Milestones") { HTMLMilestones(document).write(to: &$0) },
        ]
        let story = HTMLNarrative(document, .story)
        if !story.isEmpty {
            sections.append(HTMLSection(id: "story", title: "How it happened") { story.write(to: &$0) })
        }
        sections.append(
            HTMLSection(id: "timeline", title: "Timeline") { HTMLTimeline(document).write(to: &$0) })
        if !document.actions.isEmpty {
            sections.append(
                HTMLSection(id: "actions", title: "Actions") { HTMLActions(document.actions).write(to: &$0) })
        }
        if !document.charts.isEmpty {
            sections.append(
                HTMLSection(id: "charts", title: "Measurements") { HTMLCharts(document.charts).write(to: &$0) })
        }
        if !document.notifications.isEmpty {
            sections.append(
                HTMLSection(id: "notifications", title: "Notifications") {
                    HTMLNotifications(document.notifications).write(to: &$0)
                })
        }
        let lessons = HTMLNarrative(document, .lessons)
        if !lessons.isEmpty {
            sections.append(HTMLSection(id: "lessons", title: "What we learned") { lessons.write(to: &$0) })
        }
        guard !document.isRedacted else { return sections + proof(document) }
        sections.append(
            HTMLSection(id: "follow-ups", title: "Follow-ups") { HTMLFollowUps(document.followUps).write(to: &$0) })
        sections.append(HTMLSection(id: "missing", title: "What is missing") { HTMLGaps(document.gaps).write(to: &$0) })
        return sections + proof(document)
    }

    private static func proof(_ document: ReportDocument) -> [HTMLSection] {
        document.checkpoint.map { checkpoint in
            [HTMLSection(id: "proof", title: "Proof") { HTMLCheckpoint(checkpoint).write(to: &$0) }]
        } ?? []
    }
}
