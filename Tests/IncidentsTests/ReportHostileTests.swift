import Basics
import JSON
import Testing

@testable import Incidents

/// Texts that try to be more than text in one form or another.
enum HostileTexts {
    static let short = [
        "<script>alert(1)</script>", "\"><img src=http://leak.example/a onerror=alert(1)>", "' onmouseover='alert(1)",
        "</title></style></svg><script src=//leak.example/x></script>", "<!--", "]]>", "&lt;b&gt;&amp;", "&#60;b&#62;",
        "javascript:alert(1)", "\u{1B}[31mred\u{1B}[0m\u{1B}]0;title\u{7}", "\u{9B}2J", "a\u{0}b", "a\u{8}\u{7F}b",
        "\u{202E}gpj.exe", "\u{2066}x\u{2069}\u{200F}", "\u{2028}\u{2029}\u{85}", "\u{FEFF}", "line\r\nbreak\ttab",
        "![x](http://leak.example/i.png) [y](javascript:z) <http://leak.example> http://leak.example www.leak.example",
        "| cell | cell |\n| --- | --- |", "# heading\n- item\n1. item\n> quote\n```\ncode\n```\n---\n===",
        "**bold** _it_ ~~s~~ `c`",
        "@everyone <!channel> <@U1>", "=cmd|' /C calc'!A0", "\\", "``` `` `", "{{7*7}} ${x} %s", "$\\alpha$",
        "e\u{301}\u{1F469}\u{200D}\u{1F4BB}",
    ]
    static let all = short.joined(separator: " ")
    static let long = String(repeating: "<b>&\u{1B}x</b>", count: 1_000_000)

    /// An incident in which every text that can come from outside is one of them.
    static func incident(_ text: String) -> ReportFixture {
        var fixture = ReportFixture(title: text)
        let value = JSONValue.string(text)
        fixture.add(JournalKind.incidentOpened, at: 0, actor: text, "Incident opened: \(text)")
        fixture.add(JournalKind.note, at: 1, actor: text, text)
        fixture.add(text, at: 2, actor: text, text)
        fixture.add("incident.followup", at: 3, actor: text, text, ["owner": value, "due": value])
        fixture.add(
            JournalKind.logEvent, at: 4, actor: text, text,
            ["source": value, "severity": value, "fields": ["who": value], "original": value])
        fixture.milestone(.detected, at: 1)
        let receipts: [(String, JSONValue)] = [
            (
                "sessions.revoke",
                [
                    "store": value,
                    "selector": [
                        "users": [value, "u"], "role": value, "matches": [["field": value, "value": value]],
                    ],
                    "matched": 1, "revoked": 1, "remaining": 1, "resurrected": 1, "undecodable": 1, "examined": 1,
                    "cutoff": value, "verified": false, "warnings": [value],
                ]
            ),
            ("sessions.revoke", ["store": value, "selector": value]),
            ("sessions.revoke", ["store": value, "selector": ["all": true]]),
            (
                "secrets.rotate",
                [
                    "name": value, "version": 2, "previousVersion": 1, "stage": value, "nextStep": value,
                    "nextStepAt": value,
                    "destinations": [["name": value, "state": value]], "residualTrustSeconds": 1e300,
                    "warnings": [value],
                ]
            ),
            ("flags.set", ["flag": value, "source": value, "from": value, "to": ["x": value]]),
            ("flags.restore", value),
            (
                "notify.send",
                [
                    "event": value,
                    "deliveries": [
                        [
                            "channel": value, "kind": value, "event": value, "outcome": value, "reason": value,
                            "notes": [value],
                        ]
                    ],
                ]
            ),
            (text, .object([text: value, "list": [value, 1, true], "nested": ["deep": value]])),
        ]
        for (index, receipt) in receipts.enumerated() {
            fixture.action(
                receipt.0, at: 4 + Double(index), took: 0.5, text, text, status: index == 0 ? text : "partial",
                receipt: receipt.1, reason: text)
        }
        fixture.action(text, at: 20, took: nil, text)
        fixture.add(JournalKind.notification, at: 21, text, ["channel": value, "outcome": value, "reason": value])
        fixture.add(
            JournalKind.measurement, at: 22, text,
            [
                "title": value, "unit": value,
                "series": [["name": value, "points": [[0, 1], [1, 2]]], ["name": value, "points": [[0, nil]]]],
                "marks": [["at": 1, "label": value]],
            ])
        return fixture
    }
}

@Suite("Hostile texts in the report")
struct ReportHostileTests {
    /// What no form lets out: control characters but line feeds, and marks that change the direction of writing.
    private func expectNoControls(_ bytes: [UInt8]) throws {
        let text = try #require(String(validating: bytes, as: UTF8.self))
        let hazards = text.unicodeScalars.filter { scalar in
            (scalar.properties.generalCategory == .control && scalar != "\n")
                || [0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF].contains(scalar.value)
                || (0x202A...0x202E).contains(scalar.value)
                || (0x2066...0x2069).contains(scalar.value)
        }
        #expect(hazards.isEmpty)
    }

    @Test(
        "no form lets a control character out", arguments: ReportFormat.allCases,
        HostileTexts.short + [HostileTexts.all])
    func controls(format: ReportFormat, text: String) throws {
        try expectNoControls(HostileTexts.incident(text).document().bytes(format))
    }

    @Test(
        "HTML has only the elements and attributes that this program writes",
        arguments: HostileTexts.short + [HostileTexts.all])
    func markup(text: String) throws {
        let elements: Set = [
            "html", "head", "meta", "link", "title", "style", "body", "a", "div", "header", "span", "h1", "h2", "h3",
            "dl",
            "dt", "dd", "time", "nav", "ol", "ul", "li", "main", "section", "p", "br", "bdi", "table", "caption",
            "thead",
            "tbody", "tr", "th", "td", "code", "pre", "strong", "article", "figure", "figcaption", "svg", "desc", "g",
            "path",
            "line", "circle", "rect", "text", "footer",
        ]
        let attributes: Set = [
            "lang=", "charset=", "http-equiv=", "content=", "name=", "rel=", "href=", "class=", "id=",
            "aria-labelledby=",
            "aria-label=", "aria-hidden=", "dir=", "datetime=", "role=", "scope=", "colspan=", "data-label=",
            "tabindex=",
            "xmlns=", "width=", "height=", "viewBox=", "preserveAspectRatio=", "x=", "y=", "x1=", "x2=", "y1=", "y2=",
            "dx=",
            "cx=", "cy=", "r=", "d=",
        ]
        let html = try HostileTexts.incident(text).document().bytes(.html)
        // Every < begins a tag of this program's, every > ends one, and quotes stand around attribute values only.
        for piece in html.split(separator: UInt8(ascii: "<")).dropFirst() {
            let parts = piece.split(separator: UInt8(ascii: ">"), omittingEmptySubsequences: false)
            let tag = String(decoding: parts[0], as: UTF8.self)
            if tag == "style" || tag == "!DOCTYPE html" { continue }
            #expect(parts.count == 2, "\(tag)")
            let words = tag.split(separator: "\"", omittingEmptySubsequences: false)
            let names = words.enumerated().filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }
            let name = names[0].prefix { $0 != " " }.drop { $0 == "/" }
            #expect(elements.contains(String(name)), "\(tag)")
            #expect(names.last == "" || names.count == 1, "\(tag)")
            for attribute in names.dropLast().map({ $0.split(separator: " ").last ?? "" }) {
                #expect(attributes.contains(String(attribute)), "\(tag)")
            }
            #expect(!tag.contains("href=\"") || tag.contains("href=\"#") || tag == "link rel=\"icon\" href=\"data:,\"")
        }
    }

    @Test("the policy allows this style sheet and nothing else")
    func policy() throws {
        let html = String(decoding: try ReportFixture.night.document().bytes(.html), as: UTF8.self)
        let policy = try #require(html.firstMatch(of: /http-equiv="Content-Security-Policy" content="([^"]*)"/)).1
        #expect(policy.hasPrefix("default-src &#39;none&#39;; style-src &#39;sha256-"))
        #expect(!policy.contains("unsafe") && !policy.contains("script") && !policy.contains("http"))
        #expect(!html.contains("<script") && !html.contains(" style="))
    }

    @Test("a line of ten megabytes is shown in part, and said to be", arguments: [ReportFormat.html, .markdown])
    func longLine(format: ReportFormat) throws {
        let bytes = try HostileTexts.incident(HostileTexts.long).document().bytes(format)
        #expect(bytes.count < 4_000_000)
        try expectNoControls(bytes)
        #expect(String(decoding: bytes, as: UTF8.self).contains("… (10,000,000 bytes in all)"))
    }

    @Test("Markdown escapes what would become a link, an image, a table, a list or HTML")
    func markdown() {
        let cases = [
            ("<b>", "\\<b\\>"), ("[a](b)", "\\[a\\](b)"), ("![a](b)", "\\!\\[a\\](b)"), ("a|b", "a\\|b"),
            ("*a* _b_", "\\*a\\* \\_b\\_"),
            ("`a`", "\\`a\\`"), ("# a", "\\# a"), ("- a", "\\- a"), ("+ a", "\\+ a"), ("  - a", "  \\- a"),
            ("1. a", "1\\. a"), ("12) a", "12\\) a"),
            ("a - b", "a - b"), ("v1.2", "v1.2"), ("http://x", "http\\://x"), ("a: b", "a: b"), ("WWW.x", "&#87;WW.x"),
            ("@a", "&#64;a"),
            ("&lt;", "&amp;lt;"), ("\\", "\\\\"), ("a\nb", "a<br>b"), ("a\r\n# b", "a<br>\\# b"),
            ("~~a~~", "\\~\\~a\\~\\~"),
            ("$x$", "\\$x\\$"), ("===", "\\==="), ("\u{1B}[m", "\\\\u{1b}\\[m"), ("\t- a", " \\- a"),
        ]
        for (text, escaped) in cases { #expect(MarkdownText.escape(text) == escaped) }
        #expect(MarkdownText.code("a`b") == "`` a`b ``")
        #expect(MarkdownText.code("a|b") == "`a\\|b`")
        #expect(MarkdownText.code("a\nb") == "`a b`")
    }
}
