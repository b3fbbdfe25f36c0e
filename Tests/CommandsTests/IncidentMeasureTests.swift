import Files
import JSON
import Processes
import TestSupport
import Testing

/// `incident measure`, by the real program against a real Prometheus.
@Suite struct IncidentMeasureTests {
    @Test("what Prometheus measured is kept in the journal and drawn; one that fails does not keep the others")
    func kept() throws {
        let service = try ScrapedService("errors{route=\"/a\"} 1\nerrors{route=\"/b\"} 5")
        let prometheus = try PrometheusServer(scraping: [service.target])
        try prometheus.wait(until: "sum(errors)", is: "6")
        service.show("errors{route=\"/a\"} 3\nerrors{route=\"/b\"} 40")
        try prometheus.wait(until: "sum(errors)", is: "43")
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            let text = """
                measurements:
                  errors: {title: Errors by route, unit: 1/s, url: "\(prometheus.url)", query: errors}
                  nothing: {url: "\(prometheus.url)", query: no_such_series}
                  wrong: {url: "\(prometheus.url)", query: "sum("}
                  away: {url: "http://127.0.0.1:1", query: errors}

                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(text.utf8), mode: 0o600)
            _ = try firebreak.run("incident", "open", "--title", "T", "--severity", "sev3")
            let result = try firebreak.run("incident", "measure")
            #expect(result.exitCode == 2)
            #expect(result.outputText.contains("Errors by route: errors, every 10s"))
            #expect(result.errorText.contains("nothing: the server has no data for this time"))
            #expect(result.errorText.contains("does not answer the query"))
            #expect(result.errorText.split(separator: "\n").count { $0.hasPrefix("error: ") } == 3)

            let report = try JSONValue(parsing: Array(firebreak.run("report", "--format", "json").outputText.utf8))
            let charts = report["measurements"]?.arrayValue ?? []
            #expect(charts.count == 1)
            #expect(charts.first?["unit"]?.stringValue == "1/s")
            let series = charts.first?["series"]?.arrayValue ?? []
            #expect(series.map { $0["name"]?.stringValue?.hasSuffix("route=/b") } == [false, true])
            let last = series.last?["points"]?.arrayValue?.compactMap { $0[1]?.doubleValue }.last
            #expect(last == 40)
            // The milestones of the time are pointed out.
            _ = try firebreak.run("incident", "milestone", "contained")
            let html = try firebreak.run("report", "--format", "html").outputText
            #expect(html.contains("Errors by route"))
            #expect(try firebreak.run("incident", "measure", "nothing").exitCode == 1)
            #expect(try firebreak.run("incident", "measure", "wrong").exitCode == 69)
            #expect(try firebreak.run("incident", "measure", "missing").exitCode == 64)
            let single = try firebreak.run(
                "incident", "measure", "--url", prometheus.url, "--query", "max(errors)", "--title", "Most")
            #expect(single.exitCode == 0)
            #expect(single.outputText.contains("Most: max(errors)"))
        }
    }
}
