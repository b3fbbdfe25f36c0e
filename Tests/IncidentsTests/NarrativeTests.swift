import Basics
import JSON
import Testing

@testable import Incidents

@Suite("What people write into a report")
struct NarrativeTests {
    private let detection = NarrativeSection.all.first { $0.id == "detection" } ?? NarrativeSection.all[0]

    /// The night's report in Markdown, with a text written into a section.
    private func written(_ text: String, in section: String = "detection") throws -> String {
        let report = MarkdownReport(try ReportFixture.night.document()).text
        var lines = report.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        let index = try #require(lines.firstIndex { $0.hasPrefix("<!-- firebreak:text \(section)") })
        lines.insert(text, at: index + 2)
        return lines.joined(separator: "\n")
    }

    @Test("a text between the marked lines is kept, and the rest counts as unchanged")
    func kept() throws {
        let text = "A customer wrote at 02:51.\n\n- The **alert** was silent\n- `> 5 %` for 10 min"
        let file = try NarrativeFile(reading: written(text))
        #expect(file.narrative[detection]?.markdown == text)
        #expect(file.isUnchangedElsewhere)
        var document = try ReportFixture.night.document()
        document.narrative = file.narrative
        let again = try NarrativeFile(reading: MarkdownReport(document).text)
        #expect(again == file)
        #expect(!MarkdownReport(document).text.contains("text detection public"))
    }

    @Test("a new report has a place for each section, and what is unwritten is said to be missing")
    func places() throws {
        let document = try ReportFixture.night.document()
        let file = try NarrativeFile(reading: MarkdownReport(document).text)
        #expect(file.narrative.isEmpty)
        #expect(file.isUnchangedElsewhere)
        #expect(document.gaps.filter { $0.kind == .writing }.map(\.title) == NarrativeSection.all.map(\.title))
        for section in NarrativeSection.all {
            #expect(MarkdownReport(document).text.contains("<!-- firebreak:text \(section.id) |"))
        }
    }

    @Test("what is written is not missing any more")
    func gaps() throws {
        var narrative = Narrative()
        narrative[detection] = Narrative.Text("By chance.")
        let document = ReportDocument(
            ReportFixture.night.record, checkpoint: nil, verifierKey: nil, narrative: narrative,
            generatedAt: Timestamp(seconds: 1_800_000_000))
        #expect(!document.gaps.contains { $0.title == detection.title })
        #expect(document.gaps.count { $0.kind == .writing } == NarrativeSection.all.count - 1)
    }

    @Test("a change anywhere else is noticed; spaces at the ends of lines and other line breaks are not changes")
    func elsewhere() throws {
        let report = try written("Text")
        let changed = report.replacing("All times are UTC", with: "All times are local")
        let changedIsSeen = try NarrativeFile(reading: changed).isUnchangedElsewhere
        #expect(!changedIsSeen)
        let spaced = report.replacing("\n", with: "  \r\n")
        let spacedIsFine = try NarrativeFile(reading: spaced).isUnchangedElsewhere
        #expect(spacedIsFine)
        let foreign = try NarrativeFile(reading: "# Notes\n\nNo report.").isUnchangedElsewhere
        #expect(!foreign)
    }

    static let wrong: [(String, NarrativeError)] = [
        ("<!-- firebreak:text detection | x -->\nno end", .unclosed("detection", line: 1)),
        (
            "<!-- firebreak:text detection | x -->\n<!-- firebreak:text lucky | x -->",
            .unclosed("detection", line: 1)
        ),
        ("\n<!-- firebreak:text luck | x -->", .unknownSection("luck", line: 2)),
        (
            "<!-- firebreak:text lucky | x -->\n<!-- firebreak:end lucky -->\n<!-- firebreak:text lucky | x -->",
            .twice("lucky", line: 3)
        ),
        ("<!-- firebreak:end lucky -->", .strayEnd("lucky", line: 1)),
        ("<!-- firebreak:text lucky | x -->\n<!-- firebreak:end detection -->", .strayEnd("detection", line: 2)),
    ]

    @Test("marked lines that do not fit together are refused, with their line", arguments: wrong)
    func refused(_ text: String, _ error: NarrativeError) {
        #expect(throws: error) { try NarrativeFile(reading: text) }
    }

    @Test("in the HTML it becomes firebreak's own markup: no HTML, no picture, no other scheme")
    func html() throws {
        var document = try ReportFixture.night.document()
        document.narrative[detection] = Narrative.Text(
            """
            ## Head
            A *stress*, a [page](https://a.example/?a=1&b=2), a [trap](javascript:alert(1)), <script>alert(2)</script>

            ![graph](https://evil.example/x.png)

            | A | B |
            |---|---|
            | 1 | `<b>` |

            1. one
            2. two

            > said

            ```
            two
              lines
            ```
            """)
        let html = String(decoding: document.bytes(.html), as: UTF8.self)
        #expect(html.contains("<section id=\"story\""))
        #expect(html.contains("<h4 dir=\"auto\">Head</h4>"))
        #expect(html.contains("<em>stress</em>"))
        #expect(html.contains("<a href=\"https://a.example/?a=1&amp;b=2\" rel=\"noreferrer noopener\">page</a>"))
        #expect(html.contains(", a trap, &lt;script&gt;alert(2)&lt;/script&gt;"))
        #expect(!html.contains("javascript:"))
        #expect(!html.contains("<img"))
        #expect(html.contains("<td><code>&lt;b&gt;</code></td>"))
        #expect(html.contains("<ol start=\"1\"><li>one</li><li>two</li></ol>"))
        #expect(html.contains("<blockquote><p dir=\"auto\">said</p></blockquote>"))
        #expect(html.contains("<pre dir=\"ltr\">two\n  lines</pre>"))
    }

    @Test("the JSON has it as it was written")
    func json() throws {
        var document = try ReportFixture.night.document()
        document.narrative[detection] = Narrative.Text("By *chance*.", isPublic: true)
        let narrative = JSONReport(document).value["narrative"]
        #expect(
            narrative == [
                ["section": "detection", "title": "Detection", "markdown": "By *chance*.", "public": true]
            ])
    }
}
