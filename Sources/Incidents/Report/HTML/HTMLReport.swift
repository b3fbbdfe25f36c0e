internal import Basics

/// The report as one HTML file: no script, nothing loaded, a policy that forbids both, and only this program's own
/// markup.
public struct HTMLReport {
    private let document: ReportDocument

    /// The form of a document.
    public init(_ document: ReportDocument) { self.document = document }

    /// The file, UTF-8.
    public var bytes: [UInt8] {
        var html = HTMLText()
        html.markup("<!DOCTYPE html>\n")
        html.element("html", ["lang": "en"]) { html in
            html.element("head") { head(&$0, policy: ReportStyle.standard.contentSecurityPolicy()) }
            html.markup("\n")
            html.element("body") { body(&$0) }
        }
        html.markup("\n")
        return html.bytes
    }

    /// What a template's head needs: title, style and a policy that lets the template's own style sheets apply too.
    func headMarkup(allowing sheets: [String]) -> String {
        var html = HTMLText()
        head(&html, policy: ReportStyle.standard.contentSecurityPolicy(allowing: sheets))
        return html.string
    }

    /// The sections for a template, each as markup; those that have nothing to say are empty.
    var sectionMarkup: [String: String] {
        var markup: [String: String] = [:]
        for name in ReportTemplate.sectionNames { markup[name] = "" }
        for section in HTMLSection.all(of: document) {
            var html = HTMLText()
            section.write(to: &html)
            markup[section.id == "follow-ups" ? "followUps" : section.id] = html.string
        }
        var html = HTMLText()
        HTMLHeader(document).write(to: &html)
        markup["header"] = html.string
        return markup
    }

    private func head(_ html: inout HTMLText, policy: String) {
        let style = ReportStyle.standard
        html.markup("\n")
        html.void("meta", ["charset": "utf-8"])
        html.void("meta", ["http-equiv": "Content-Security-Policy", "content": policy])
        html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        html.void("meta", ["name": "referrer", "content": "no-referrer"])
        html.void("meta", ["name": "robots", "content": "noindex, nofollow"])
        html.void("meta", ["name": "format-detection", "content": "telephone=no, date=no, address=no, email=no"])
        html.void("meta", ["name": "generator", "content": "firebreak"])
        html.void("link", ["rel": "icon", "href": "data:,"])
        html.element("title", "\(document.incident.id): \(ReportText.shortened(document.incident.title, to: 200))")
        html.markup("\n")
        html.style(style)
        html.markup("\n")
    }

    private func body(_ html: inout HTMLText) {
        let sections = HTMLSection.all(of: document)
        html.element("a", ["class": "skip", "href": "#summary"], "Skip to the report")
        html.element("div", ["class": "page"]) { html in
            html.element("header") { HTMLHeader(document).write(to: &$0) }
            contents(sections, &html)
            html.element("main") { html in
                for section in sections { section.write(to: &html) }
            }
            html.element("footer") { footer(&$0) }
        }
    }

    private func contents(_ sections: [HTMLSection], _ html: inout HTMLText) {
        html.element("nav", ["aria-labelledby": "contents"]) { html in
            html.element("div") { html in
                html.element("h2", ["id": "contents"], "Contents")
                html.element("ol") { html in
                    for section in sections {
                        html.element("li") { $0.element("a", ["href": "#\(section.id)"], section.title) }
                    }
                }
            }
        }
        html.markup("\n")
    }

    private func footer(_ html: inout HTMLText) {
        html.text("Made by firebreak on \(ReportText.dateAndTime(document.generatedAt)) from the incident’s journal. ")
        html.text("All times are UTC. This file loads nothing from anywhere.")
    }
}
