internal import Basics
internal import Mustache

/// A house style: a Mustache template that a report is poured into. It may use every name of the JSON report
/// (`{{incident.title}}`, `{{#timeline}}{{occurredAt}} {{summary}}{{/timeline}}`), whose texts are escaped for the form, and
/// ready-made sections (`{{{sections.impact}}}`). An HTML template puts `{{{head}}}` into its head; its own style sheets
/// apply, scripts and anything from elsewhere do not.
public struct ReportTemplate: Sendable {
    private let template: MustacheTemplate
    private let text: String
    private let path: String

    /// The sections that a template may name.
    static let sectionNames = [
        "header", "summary", "impact", "milestones", "story", "timeline", "actions", "charts", "notifications",
        "lessons", "followUps", "missing", "proof",
    ]

    /// A template.
    ///
    /// - Parameters:
    ///   - text: Mustache.
    ///   - path: what it is called in errors.
    public init(_ text: String, path: String) throws(TemplateError) {
        self.text = text
        self.path = path
        do {
            // What is escaped for Markdown must not be escaped again for HTML, so neither is left to Mustache.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
        } catch {
            throw .malformed(path: path, reason: Self.reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? MustacheTemplate.ParserError else { return "\(error)" }
        return "\(error.error), at line \(max(1, error.context.lineNumber - 1)), column \(error.context.columnNumber)"
    }

    /// The report in this style, UTF-8.
    func bytes(_ document: ReportDocument, _ format: ReportFormat) throws(TemplateError) -> [UInt8] {
        var context: [String: Any]
        let report = JSONReport(document).value
        switch format {
        case .html:
            guard text.contains("{{{head}}}") || text.contains("{{&head}}") else { throw .missingHead(path: path) }
            let html = HTMLReport(document)
            context = TemplateContext.object(report) { HTMLText.escaped($0) }
            context["head"] = html.headMarkup(allowing: try styleSheets())
            context["sections"] = html.sectionMarkup
        case .markdown:
            context = TemplateContext.object(report) { MarkdownText.escape($0) }
            context["sections"] = MarkdownReport(document).sectionTexts
        case .json: throw .noForm(path: path)
        }
        try check(context)
        return Array(template.render(context).utf8)
    }

    /// The template's own style sheets, which the security policy has to name.
    private func styleSheets() throws(TemplateError) -> [String] {
        let sheets = text.matches(of: /(?is)<style[^>]*>(.*?)<\/style>/).map { String($0.1) }
        guard !sheets.contains(where: { $0.contains("{{") }) else { throw .changingStyle(path: path) }
        return sheets
    }

    /// Mustache puts nothing in the place of a name that there is not; a mistyped one would go unseen.
    private func check(_ context: [String: Any]) throws(TemplateError) {
        let known = TemplateContext.names(in: context).union(ReportNames.all)
        for tag in text.matches(of: /\{\{(?:[#^\/&{$<>]|)\s*([A-Za-z_][A-Za-z0-9_.]*)/) {
            for name in tag.1.split(separator: ".") where !known.contains(String(name)) {
                let before = text[..<tag.range.lowerBound]
                let line = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                throw .unknownName(
                    String(tag.1), path: path, line: line.count, column: (line.last?.count ?? 0) + 1)
            }
        }
    }
}

extension ReportDocument {
    /// The report in a form and a house style, as UTF-8.
    public func bytes(_ format: ReportFormat, template: ReportTemplate?) throws(TemplateError) -> [UInt8] {
        guard let template else { return bytes(format) }
        return try template.bytes(self, format)
    }
}
