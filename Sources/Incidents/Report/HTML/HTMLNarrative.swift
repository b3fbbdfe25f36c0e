internal import Markdown

/// What people wrote for one place of the report. Their Markdown becomes this program's own markup: HTML in it is text,
/// pictures are named and not loaded, and only addresses of the web and of mail are links.
struct HTMLNarrative {
    private let sections: [(section: NarrativeSection, blocks: [MarkdownBlock])]
    private let place: NarrativeSection.Place

    init(_ document: ReportDocument, _ place: NarrativeSection.Place) {
        self.place = place
        sections = NarrativeSection.all(at: place).compactMap { section in
            document.narrative[section].map { (section, MarkdownParser.blocks(of: $0.markdown)) }
        }
    }

    /// Whether nobody has written anything here.
    var isEmpty: Bool { sections.isEmpty }

    func write(to html: inout HTMLText) {
        for (section, blocks) in sections {
            html.element("div", ["class": "written", "id": section.id]) { html in
                // The overview needs no heading of its own: it stands where a reader begins.
                if place != .summary { html.element("h3", section.title) }
                html.blocks(blocks)
            }
        }
    }
}

extension HTMLText {
    fileprivate mutating func blocks(_ blocks: [MarkdownBlock]) {
        for block in blocks { self.block(block) }
    }

    private mutating func block(_ block: MarkdownBlock) {
        switch block {
        case .paragraph(let line): element("p", ["dir": "auto"]) { $0.line(line) }
        // A reader's headings stand below the section's, which is the third.
        case .heading(_, let line): element("h4", ["dir": "auto"]) { $0.line(line) }
        case .list(let start?, let items):
            element("ol", ["start": String(start)]) { html in for item in items { html.item(item) } }
        case .list(nil, let items): element("ul") { html in for item in items { html.item(item) } }
        case .quote(let blocks): element("blockquote") { $0.blocks(blocks) }
        case .code(let text): element("pre", ["dir": "ltr"]) { $0.preformatted(text) }
        case .table(let head, let rows): table(head, rows)
        case .rule: void("hr", [:])
        }
    }

    private mutating func item(_ item: MarkdownItem) {
        element("li") { html in
            if let isTicked = item.isTicked {
                html.element("span", ["class": "tag \(isTicked ? "done" : "open")"], isTicked ? "Done" : "To do")
            }
            // One paragraph alone is a line of the list.
            if case .paragraph(let line)? = item.blocks.first {
                html.line(line)
                html.blocks(Array(item.blocks.dropFirst()))
            } else {
                html.blocks(item.blocks)
            }
        }
    }

    private mutating func table(_ head: [[MarkdownInline]], _ rows: [[[MarkdownInline]]]) {
        element("div", ["class": "scroll", "tabindex": "0"]) { html in
            html.element("table") { html in
                html.element("thead") { html in
                    html.element("tr") { html in
                        for cell in head { html.element("th", ["scope": "col"]) { $0.line(cell) } }
                    }
                }
                for row in rows {
                    html.element("tr") { html in
                        for cell in row { html.element("td") { $0.line(cell) } }
                    }
                }
            }
        }
    }

    private mutating func line(_ parts: [MarkdownInline]) {
        for part in parts { inline(part) }
    }

    private mutating func inline(_ part: MarkdownInline) {
        switch part {
        case .text(let text): self.text(text)
        case .code(let text): element("code", text)
        case .emphasis(let parts): element("em") { $0.line(parts) }
        case .strong(let parts): element("strong") { $0.line(parts) }
        case .struck(let parts): element("s") { $0.line(parts) }
        case .link(let parts, let address): link(parts, address)
        case .picture(let parts, let address):
            text("[picture: ")
            link(parts.isEmpty ? [.text(address)] : parts, address)
            text("]")
        case .softBreak: text(" ")
        case .lineBreak: void("br", [:])
        }
    }

    private mutating func link(_ parts: [MarkdownInline], _ address: String) {
        let scheme = address.prefix { $0 != ":" }.lowercased()
        guard ["https", "http", "mailto"].contains(scheme), address.contains(":") else { return line(parts) }
        element("a", ["href": address, "rel": "noreferrer noopener"]) { $0.line(parts) }
    }
}
