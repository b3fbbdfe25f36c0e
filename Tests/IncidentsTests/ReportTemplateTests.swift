import JSON
import TestSupport
import Testing

@testable import Incidents

@Suite("House styles")
struct ReportTemplateTests {
    private static let house = """
        <!DOCTYPE html><html><head>{{{head}}}<style>h1{color:rgb(1, 2, 3)}</style></head>
        <body><h1>{{incident.title}}</h1>
        <ul>{{#timeline}}<li>{{occurredAt}} {{summary}}</li>{{/timeline}}</ul>
        {{{sections.impact}}}<script>console.log("run")</script></body></html>
        """

    @Test("an HTML template has the report's data, its sections and its own style, in a browser that runs no script")
    func html() throws {
        let document = try ReportFixture.night.document()
        let template = try ReportTemplate(Self.house, path: "house.html")
        let visit = try BrowserVisit(template.bytes(document, .html))
        #expect(visit.requests == [])
        #expect(visit.dom.contains("<h1>\(document.incident.title)</h1>"))
        #expect(visit.dom.ranges(of: "<li>2026-").count == document.events.count)
        #expect(visit.dom.contains("<section id=\"impact\""))
        #expect(visit.dom.contains("style-src 'sha256-"))
        // The policy lets the style through and the script not; it is the only thing that the console complains of.
        #expect(visit.console.count == 1)
        #expect(visit.console.allSatisfy { $0.contains("script") })
    }

    @Test("foreign texts are escaped for the form")
    func escaped() throws {
        let document = try HostileTexts.incident(HostileTexts.all).document()
        let html = try ReportTemplate("{{{head}}}{{#timeline}}{{summary}}{{/timeline}}", path: "a").bytes(document, .html)
        let text = String(decoding: html, as: UTF8.self)
        for tag in ["<script>alert", "<img", "<iframe"] { #expect(!text.contains(tag)) }
        let markdown = try ReportTemplate("{{#timeline}}\n- {{summary}}\n{{/timeline}}", path: "a")
            .bytes(document, .markdown)
        #expect(!String(decoding: markdown, as: UTF8.self).contains("<script>alert"))
        #expect(String(decoding: markdown, as: UTF8.self).contains("\\<script\\>"))
    }

    @Test("a Markdown template has the ready-made sections")
    func markdown() throws {
        let document = try ReportFixture.night.document()
        let bytes = try ReportTemplate("House\n{{{sections.milestones}}}", path: "house.md").bytes(document, .markdown)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("House\n"))
        #expect(text.contains("## Milestones"))
    }

    @Test("every name that a report in JSON may have can be used, receipts apart")
    func names() throws {
        func names(_ value: JSONValue) -> Set<String> {
            var found = Set(value.arrayValue?.flatMap(names) ?? [])
            for (key, member) in value.objectValue ?? [:] {
                found.insert(key)
                if key != "receipt" { found.formUnion(names(member)) }
            }
            return found
        }
        let unknown = try names(JSONReport(ReportFixture.night.document()).value).subtracting(ReportNames.all)
        #expect(unknown == [])
    }

    static let wrong: [(String, ReportFormat, TemplateError)] = [
        ("<html></html>", .html, .missingHead(path: "t")),
        ("{{{head}}}<style>a{ {{x}} }</style>", .html, .changingStyle(path: "t")),
        ("a\n b {{incident.titel}}", .markdown, .unknownName("incident.titel", path: "t", line: 2, column: 4)),
        ("x", .json, .noForm(path: "t")),
    ]

    @Test("what is wrong with a template is said, with its place", arguments: wrong)
    func refused(_ text: String, _ format: ReportFormat, _ error: TemplateError) throws {
        let document = try ReportFixture.night.document()
        let template = try ReportTemplate(text, path: "t")
        #expect(throws: error) { try template.bytes(document, format) }
    }

    @Test("what is no Mustache is refused with its line")
    func malformed() {
        let error = #expect(throws: TemplateError.self) { try ReportTemplate("a\n{{#timeline}}x", path: "t") }
        #expect(error?.message.contains("t is no Mustache template") == true)
    }
}
