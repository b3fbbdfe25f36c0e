import TestSupport
import Testing

@testable import Incidents

/// The report in a real browser, without a network.
@Suite("The report in Chromium", .serialized)
struct ReportBrowserTests {
    @Test("this way of looking sees requests and what is written to the console")
    func control() throws {
        let visit = try BrowserVisit(
            Array(
                "<!DOCTYPE html><title>x</title><img src=http://leak.example/a.png><script>console.log('here')</script>"
                    .utf8))
        #expect(visit.requests == ["http://leak.example/a.png"])
        #expect(visit.console.count == 1)
        let forbidden = try BrowserVisit(
            Array(
                "<!DOCTYPE html><meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><style>a{}</style>"
                    .utf8))
        #expect(forbidden.console.count == 1)
    }

    @Test("timeline, actions and charts are there, nothing is asked for, nothing is written to the console")
    func night() throws {
        let document = try ReportFixture.night.document()
        let visit = try BrowserVisit(document.bytes(.html))
        #expect(visit.requests == [])
        #expect(visit.console == [])
        for id in [
            "summary", "impact", "milestones", "timeline", "actions", "charts", "notifications", "follow-ups",
            "missing", "proof",
        ] {
            #expect(visit.dom.contains("<section id=\"\(id)\""))
            #expect(visit.dom.contains("href=\"#\(id)\""))
        }
        #expect(visit.dom.ranges(of: "<circle class=\"pin\"").count == 9)
        #expect(visit.dom.ranges(of: "<line class=\"bar ").count == document.actions.count)
        #expect(visit.dom.matches(of: /<path class="line" d="M[0-9]/).count == 2 + 2)
        #expect(visit.dom.ranges(of: "<article class=\"card\">").count == document.actions.count)
        #expect(visit.dom.ranges(of: "<tr role=\"row\" id=\"entry-").count == document.events.count)
        for link in visit.dom.matches(of: /href="#([^"]+)"/) { #expect(visit.dom.contains(" id=\"\(link.1)\"")) }
        #expect(visit.dom.contains("Unfinished"))
    }

    @Test("hostile texts stay texts")
    func hostile() throws {
        let document = try HostileTexts.incident(HostileTexts.all).document()
        let visit = try BrowserVisit(document.bytes(.html))
        #expect(visit.requests == [])
        #expect(visit.console == [])
        for tag in ["<script", "<img", "<iframe", "<object", "<b>", "<!--"] { #expect(!visit.dom.contains(tag)) }
        #expect(visit.dom.ranges(of: "<article class=\"card\">").count == document.actions.count)
        #expect(visit.dom.ranges(of: "<tr role=\"row\" id=\"entry-").count == document.events.count)
        #expect(visit.dom.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }
}
