import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

@testable import Incidents

/// The report in a real browser, without a network.
@Suite("The report in Chromium", .serialized)
struct ReportBrowserTests {
    /// What a page came to.
    struct Visit {
        let dom: String
        /// What the page wrote to its console, violations of its policy included.
        let console: [String]
        /// What the page asked for over the network. What the browser itself asks for has no origin.
        let requests: [String]
    }

    private func visit(_ html: [UInt8]) throws -> Visit {
        try withTemporaryDirectory { directory in
            let page = directory + "/page.html"
            let log = directory + "/net.json"
            try AtomicFile.create(page, html, mode: 0o600)
            let result = try ProgramRun.run(
                [
                    "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                    "--disable-extensions",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--user-data-dir=\(directory)/profile", "--host-resolver-rules=MAP * ~NOTFOUND",
                    "--log-net-log=\(log)", "--net-log-capture-mode=Everything", "--enable-logging=stderr",
                    "--virtual-time-budget=2000", "--dump-dom", "file://\(page)",
                ], timeout: .seconds(90), outputLimit: 32 << 20)
            #expect(result.succeeded, "\(result.errorText)")
            return Visit(
                dom: result.outputText,
                console: result.errorText.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init),
                requests: try Self.requests(FileReader.read(log)))
        }
    }

    private static func requests(_ log: [UInt8]) throws -> [String] {
        let log = try JSONValue(parsing: log, maximumBytes: 256 << 20)
        let started = log.value(at: "constants.logEventTypes.URL_REQUEST_START_JOB")
        return (log["events"]?.arrayValue ?? []).compactMap { event in
            guard event["type"] == started, event.value(at: "params.initiator") != "not an origin" else { return nil }
            return event.value(at: "params.url")?.stringValue
        }
    }

    @Test("this way of looking sees requests and what is written to the console")
    func control() throws {
        let visit = try visit(
            Array(
                "<!DOCTYPE html><title>x</title><img src=http://leak.example/a.png><script>console.log('here')</script>"
                    .utf8))
        #expect(visit.requests == ["http://leak.example/a.png"])
        #expect(visit.console.count == 1)
        let forbidden = try self.visit(
            Array(
                "<!DOCTYPE html><meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><style>a{}</style>"
                    .utf8))
        #expect(forbidden.console.count == 1)
    }

    @Test("timeline, actions and charts are there, nothing is asked for, nothing is written to the console")
    func night() throws {
        let document = try ReportFixture.night.document()
        let visit = try visit(document.bytes(.html))
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
        let visit = try visit(document.bytes(.html))
        #expect(visit.requests == [])
        #expect(visit.console == [])
        for tag in ["<script", "<img", "<iframe", "<object", "<b>", "<!--"] { #expect(!visit.dom.contains(tag)) }
        #expect(visit.dom.ranges(of: "<article class=\"card\">").count == document.actions.count)
        #expect(visit.dom.ranges(of: "<tr role=\"row\" id=\"entry-").count == document.events.count)
        #expect(visit.dom.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }
}
