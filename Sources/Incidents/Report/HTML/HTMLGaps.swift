internal import Basics

/// What the journal does not say.
struct HTMLGaps {
    private let gaps: [ReportGap]

    init(_ gaps: [ReportGap]) { self.gaps = gaps }

    func write(to html: inout HTMLText) {
        html.element("h3", "Not in the journal")
        let missing = gaps.filter { $0.kind == .data }
        if missing.isEmpty {
            html.element("p", ["class": "soft"], "Nothing that belongs there is missing.")
        } else {
            html.element("ul", ["class": "halves"]) { html in items(missing, &html) }
        }
        let unwritten = gaps.filter { $0.kind == .writing }
        guard !unwritten.isEmpty else { return }
        html.element("h3", ["class": "apart"], "Still to be written")
        html.element("ul", ["class": "halves"]) { html in items(unwritten, &html) }
    }

    private func items(_ gaps: [ReportGap], _ html: inout HTMLText) {
        for gap in gaps {
            html.element("li") { html in
                html.element("strong", gap.title)
                html.element("span", ["class": "soft small"], gap.text)
            }
        }
    }
}
