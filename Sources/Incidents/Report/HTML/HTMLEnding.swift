internal import Basics

/// Who was told.
struct HTMLNotifications {
    private let notifications: [ReportNotification]

    init(_ notifications: [ReportNotification]) { self.notifications = notifications }

    func write(to html: inout HTMLText) {
        html.table("Who was told what, and whether the message arrived (UTC)", ["When", "Channel", "What", "Outcome"]) { html in
            html.element("tbody") { html in
                for notification in notifications { row(notification, &html) }
            }
        }
    }

    private func row(_ notification: ReportNotification, _ html: inout HTMLText) {
        html.element("tr", ["role": "row"]) { html in
            html.element("td", ["role": "cell", "class": "time"]) { html in
                html.element(
                    "time", ["datetime": notification.at.description],
                    "\(ReportText.shortDate(notification.at)), \(ReportText.time(notification.at))")
            }
            html.element("td", ["role": "cell"]) { $0.foreign(notification.channel) }
            html.element("td", ["role": "cell", "dir": "auto"]) { html in
                html.text(ReportText.words(notification.event ?? ""))
            }
            html.element("td", ["role": "cell", "class": "full"]) { html in
                html.element(
                    "span", ["class": "tag \(notification.wasDelivered ? "done" : "failed")"],
                    (notification.outcome ?? "unknown").capitalizedWord)
                for remark in notification.remarks {
                    html.element("span", ["class": "soft small", "dir": "auto"], remark + " ")
                }
            }
        }
    }
}

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

/// What the journal does not say.
struct HTMLGaps {
    private let gaps: [ReportGap]

    init(_ gaps: [ReportGap]) { self.gaps = gaps }

    func write(to html: inout HTMLText) {
        html.element("div", ["class": "pair"]) { html in
            column("Not in the journal", .data, "Nothing that belongs there is missing.", &html)
            column("Still to be written", .writing, "Nothing.", &html)
        }
    }

    private func column(_ title: String, _ kind: ReportGap.Kind, _ nothing: String, _ html: inout HTMLText) {
        let listed = gaps.filter { $0.kind == kind }
        html.element("div") { html in
            html.element("h3", title)
            guard !listed.isEmpty else {
                html.element("p", ["class": "soft"], nothing)
                return
            }
            html.element("ul", ["class": "list"]) { html in
                for gap in listed {
                    html.element("li") { html in
                        html.element("strong", gap.title)
                        html.element("span", ["class": "soft small"], gap.text)
                    }
                }
            }
        }
    }
}

/// The signed checkpoint, and how to check it.
struct HTMLCheckpoint {
    private let checkpoint: ReportCheckpoint

    init(_ checkpoint: ReportCheckpoint) { self.checkpoint = checkpoint }

    func write(to html: inout HTMLText) {
        html.element("p") { html in
            html.text(
                "This report was made from a journal that only grows. The note below is its signed checkpoint over "
                    + "\(ReportText.counted(checkpoint.size, "entry", "entries")): whoever keeps it can tell later "
                    + "whether any of them was changed, removed or reordered.")
        }
        if checkpoint.uncovered > 0 {
            html.element(
                "p",
                "It does not cover \(ReportText.counted(Int64(checkpoint.uncovered), "entry", "entries")) of this report, written after it was signed.")
        }
        html.element("pre", ["aria-label": "Signed checkpoint", "tabindex": "0"]) { html in
            html.element("code") { $0.lines(checkpoint.note) }
        }
        if let key = checkpoint.verifierKey {
            html.element("p", ["class": "soft small"], "The key that signed it. Compare it with the one that you were given by another way:")
            html.element("pre", ["aria-label": "Verifier key", "tabindex": "0"]) { $0.element("code", key) }
        }
        html.element("p", ["class": "soft small"], "To check it, keep the note in a file and compare the journal with it; the exit status is 0 where the journal is a continuation of it. The note is a C2SP tlog-checkpoint, which other software reads too.")
        html.element("pre", ["tabindex": "0", "aria-label": "Command"]) { html in
            html.element("code", "firebreak journal verify --checkpoint note.txt")
        }
    }
}
