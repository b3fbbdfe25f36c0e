internal import Basics

/// Who was told.
struct HTMLNotifications {
    private let notifications: [ReportNotification]

    init(_ notifications: [ReportNotification]) { self.notifications = notifications }

    func write(to html: inout HTMLText) {
        html.table("Who was told what, and whether the message arrived (UTC)", ["When", "Channel", "What", "Outcome"]) {
            html in
            html.element("tbody", ["role": "rowgroup"]) { html in
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
                html.element(
                    "span", ["class": "soft small", "dir": "auto"], notification.remarks.joined(separator: "; "))
                if let text = notification.text {
                    html.element("details", ["class": "small", "dir": "auto"]) { html in
                        html.element("summary", [:], "Cut to fit; what was to be told")
                        for piece in ReportText.pieces(text, of: 4000) { html.text(piece) }
                    }
                }
            }
        }
    }
}
