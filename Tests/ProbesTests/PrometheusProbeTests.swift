import Basics
import Configuration
import HTTP
import JSON
import Probes
import TestSupport
import Testing

/// Against a real Prometheus server.
@Suite struct PrometheusProbeTests {
    private static let server = Result { try PrometheusServer() }

    private static func probe(
        _ query: String, _ expectation: String, for duration: Duration = .zero, at url: String? = nil
    ) throws -> PrometheusProbe {
        let address = try PrometheusServerAddress(ProbeRequest(url: url ?? server.get().url, timeout: .seconds(20)))
        return PrometheusProbe(address, query: query, expecting: try #require(Comparison(expectation)), for: duration)
    }

    private static func ask(
        _ query: String, _ expectation: String, for duration: Duration = .zero, at url: String? = nil
    ) throws -> PrometheusProbeOutcome {
        try probe(query, expectation, for: duration, at: url).ask([:], at: TimeSource.system.now)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let query: String
        let expectation: String
        var duration: Duration = .zero
        let verdict: ProbeVerdict
        var value: Double?
        var series = 1
        var testDescription: String { "\(query) \(expectation) \(duration.compact)" }
    }

    static let two = #"label_replace(vector(3), "a", "x", "", "") or label_replace(vector(7), "a", "y", "", "")"#
    static let withNaN = #"vector(1) or label_replace(vector(0)/vector(0), "a", "y", "", "")"#

    static let rows = [
        Row(query: "vector(0.02)", expectation: "< 0.05", verdict: .met, value: 0.02),
        Row(query: "vector(0.05)", expectation: "< 0.05", verdict: .notMet, value: 0.05),
        Row(query: "42", expectation: "== 42", verdict: .met, value: 42),
        // The worst of several counts.
        Row(query: two, expectation: "< 5", verdict: .notMet, value: 7, series: 2),
        Row(query: two, expectation: "> 5", verdict: .notMet, value: 3, series: 2),
        Row(query: two, expectation: "< 8", verdict: .met, value: 7, series: 2),
        Row(query: two, expectation: "!= 7", verdict: .notMet, value: 7, series: 2),
        Row(query: two, expectation: "== 3", verdict: .notMet, value: 7, series: 2),
        // What is not known is never fine.
        Row(query: "no_such_metric", expectation: "< 5", verdict: .empty, series: 0),
        Row(query: "vector(0)/vector(0)", expectation: "< 5", verdict: .notANumber, value: .nan),
        Row(query: "vector(0)/vector(0)", expectation: "!= 5", verdict: .notANumber, value: .nan),
        Row(query: withNaN, expectation: "< 5", verdict: .notANumber, value: .nan, series: 2),
        Row(query: withNaN, expectation: "> 5", verdict: .notMet, value: 1, series: 2),
        Row(query: "vector(1)/vector(0)", expectation: "< 5", verdict: .notMet, value: .infinity),
        Row(query: "vector(-1)/vector(0)", expectation: "< 5", verdict: .met, value: -.infinity),
        Row(query: "up[5m]", expectation: "< 5", verdict: .refused, series: 0),
        Row(query: "sum(", expectation: "< 5", verdict: .refused, series: 0),
        Row(query: #""text""#, expectation: "< 5", verdict: .refused, series: 0),
        // Over a time.
        Row(query: "vector(1)", expectation: "< 5", duration: .seconds(300), verdict: .met, value: 1),
        Row(query: "vector(1)", expectation: "< 5", duration: .milliseconds(1500), verdict: .met, value: 1),
        Row(query: "vector(time()) % 10", expectation: "< 5", duration: .seconds(60), verdict: .notMet, value: 9),
    ]

    @Test(arguments: rows) func comparesWhatAQueryGives(row: Row) throws {
        let outcome = try Self.ask(row.query, row.expectation, for: row.duration)
        #expect(outcome.verdict == row.verdict, "\(outcome.summary)")
        #expect(outcome.series == row.series)
        // Of a value that changes only the last digit before the point is known.
        if row.duration == .seconds(60) {
            #expect((outcome.value ?? 0) >= 5)
        } else if row.value?.isNaN == true {
            #expect(outcome.value?.isNaN == true)
        } else {
            #expect(outcome.value == row.value)
        }
        #expect(outcome.verdict.status == (row.verdict == .met ? .done : row.verdict == .refused ? .unavailable : .checkFailed))
        // Whatever it is, it can be written as JSON.
        #expect(try JSONValue(encoding: outcome)["verdict"]?.stringValue == row.verdict.rawValue)
    }

    @Test func readsWhatWasScraped() throws {
        let service = try ScrapedService(#"errors_ratio{pod="a"} 0.01"# + "\n" + #"errors_ratio{pod="b"} 0.5"# + "\n")
        let server = try PrometheusServer(scraping: [service.target])
        try server.wait(until: "count(errors_ratio)", is: "2")
        let outcome = try Self.ask("errors_ratio", "< 0.05", at: server.url)
        #expect(outcome.verdict == .notMet && outcome.value == 0.5 && outcome.labels["pod"] == "b")
        #expect(outcome.summary.contains("0.5 (the worst of 2, {"))
        // It has only just begun to be scraped: of five minutes there is no data.
        let history = try Self.ask("max(errors_ratio)", "< 1", for: .seconds(300), at: server.url)
        #expect(history.verdict == .empty && history.summary.contains("no data for part of the last 5m"))
        // The target goes away, and with it its series.
        service.show(nil)
        try waitUntil("the series have gone") { server.values("count(errors_ratio)") == [] }
        #expect(try Self.ask("errors_ratio", "< 0.05", at: server.url).verdict == .empty)
        server.stop()
        let gone = try Self.ask("errors_ratio", "< 0.05", at: server.url)
        #expect(gone.verdict == .unreachable && gone.verdict.status == .unavailable)
        #expect(gone.hint?.isEmpty == false)
    }

    // MARK: Stand-ins, for what a real server does not do when asked to

    /// What some server answers, to anybody.
    private static func answered(_ body: String, status: Int = 200, query: String = "x", accepts: Bool = false) throws
        -> PrometheusProbeOutcome
    {
        let receiver = try LoopbackReceiver { _ in .init(status: status, body: body) }
        defer { receiver.stop() }
        let address = try PrometheusServerAddress(ProbeRequest(url: "http://127.0.0.1:\(receiver.port)/prefix/"))
        let probe = PrometheusProbe(
            address, query: query, expecting: Comparison(.less, 5), acceptsWarnings: accepts)
        return try probe.ask([:], at: TimeSource.system.now)
    }

    private static func vector(_ value: String, _ rest: String = "") -> String {
        #"{"status":"success"\#(rest),"data":{"resultType":"vector","result":[{"metric":{},"value":[1.5,"\#(value)"]}]}}"#
    }

    @Test func aValueWithWarningsIsNoGoodValue() throws {
        let warning = #","warnings":["remote read \u001b[2J failed"],"infos":["metric might not be a counter"]"#
        let fine = try Self.answered(Self.vector("1", warning))
        #expect(fine.verdict == .incomplete && fine.warnings == ["remote read \\u{1b}[2J failed"])
        #expect(fine.summary.contains("may be incomplete"))
        #expect(try Self.answered(Self.vector("9", warning)).verdict == .notMet)
        #expect(try Self.answered(Self.vector("1", warning), accepts: true).verdict == .met)
        #expect(try Self.answered(Self.vector("1", #","infos":["x"],"warnings":[]"#)).verdict == .met)
    }

    @Test(arguments: [
        ("", 200, ProbeVerdict.unreachable), ("<html>", 502, .unreachable), ("{}", 200, .unreachable),
        (#"{"status":"error","errorType":"timeout","error":"query timed out\u0007"}"#, 503, .refused),
        (#"{"status":"success"}"#, 200, .refused),
        (#"{"status":"success","data":{"resultType":"vector","result":[]}}"#, 200, .empty),
        (#"{"status":"success","data":{"resultType":"vector","result":{}}}"#, 200, .empty),
        (#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,2]}]}}"#, 200, .refused),
        (#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}"#, 200, .refused),
        (#"{"status":"success","data":{"resultType":"vector","result":[{"histogram":[1,{}]}]}}"#, 200, .refused),
        (#"{"status":"success","data":{"resultType":"streams","result":[]}}"#, 200, .refused),
        (vector("0x10"), 200, .refused), (vector("infinity"), 200, .refused), (vector("1e400"), 200, .notMet),
        (vector("nan"), 200, .refused), (vector("NaN"), 200, .notANumber), (vector("-Inf"), 200, .met),
        (#"{"status":"success","data":{"resultType":"scalar","result":[1e300,"1"]}}"#, 200, .refused),
    ])
    func hostileAnswers(body: String, status: Int, verdict: ProbeVerdict) throws {
        let outcome = try Self.answered(body, status: status)
        #expect(outcome.verdict == verdict, "\(outcome.summary)")
        #expect(outcome.summary.printable == outcome.summary)
    }

    @Test func anAnswerWithoutEndIsNoAnswer() throws {
        #expect(try Self.answered(String(repeating: "x", count: 5 << 20)).verdict == .unreachable)
    }

    // MARK: Configuration

    @Test func isDecodedFromTheConfiguration() throws {
        let text = """
            url: "http://127.0.0.1:1/${env:PREFIX}"
            query: up
            expect: ">= 1"
            for: 5m
            bearer: "${env:TOKEN}"
            acceptWarnings: true
            """
        let probe = try PrometheusProbe(node: ConfigurationFile(text: text, directory: "/").root)
        #expect(probe.expectation == Comparison(.atLeast, 1) && probe.duration == .seconds(300) && probe.acceptsWarnings)
        // The address holds a reference: what it will be may be a credential.
        #expect(probe.name == "an HTTP address")
        #expect(throws: ConfigurationError.self) { try probe.ask(["PREFIX": ""], at: TimeSource.system.now) }
    }

    @Test(arguments: [
        ("{url: \"http://h\", expect: \"< 5\"}", "query"), ("{url: \"http://h\", query: up}", "expect"),
        ("{url: \"http://h\", query: \" \", expect: \"< 5\"}", "empty"),
        ("{url: \"http://h\", query: up, expect: five}", "comparison"),
        ("{url: \"ftp://h\", query: up, expect: \"< 5\"}", "http or https"),
        ("{url: \"http://h\", query: up, expect: \"< 5\", fro: 5m}", "did you mean"),
        ("{url: \"http://h\", query: up, expect: \"< 5\", bearer: a, basic: {user: u, password: p}}", "together"),
        ("{url: \"http://h\", query: up, expect: \"< 5\", timeout: 0s}", "longer"),
    ])
    func mistakesAreNamedWithTheirPlace(text: String, words: String) throws {
        let root = try ConfigurationFile(text: "gate: \(text)\n", directory: "/").root
        let error = #expect(throws: ConfigurationError.self) {
            var mapping = try root.mapping()
            _ = try PrometheusProbe(node: mapping.required("gate"))
        }
        let said = (error?.message ?? "") + " " + (error?.hint ?? "")
        #expect(said.contains(words) && said.contains("firebreak.yaml:1:"), "\(said)")
    }
}
