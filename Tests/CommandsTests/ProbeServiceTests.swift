import Basics
import Files
import Processes
import TestSupport
import Testing

/// `probe http` and `probe prometheus`, by the real program.
@Suite struct ProbeServiceTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let exit: Int32
        var output = ""
        var error = ""
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let service = Result { try ScrapedService(#"{"status":"ok","queue":{"waiting":7}}"#) }
    static let prometheus = Result { try PrometheusServer() }

    static let rows = [
        Row(arguments: ["http", "--url", "SERVICE"], exit: 0, output: "OK http://127.0.0.1"),
        Row(arguments: ["http", "--url-env", "SERVICE_URL"], exit: 0, output: "OK"),
        Row(
            arguments: ["http", "--url", "SERVICE", "--expect-json", "queue.waiting<5"], exit: 1,
            output: "✗ json queue.waiting: 7 (expected < 5)"),
        Row(
            arguments: ["http", "--url", "SERVICE", "--expect-status", "404", "--json"], exit: 1,
            output: #""verdict": "notMet""#),
        Row(
            arguments: ["http", "--url", "SERVICE", "--expect-header", "content-type=text/*", "--max-latency", "1m"],
            exit: 0, output: "✓ header content-type: text/plain (expected text/*)"),
        Row(arguments: ["http", "--url", "http://127.0.0.1:1/"], exit: 69, output: "NO ANSWER"),
        Row(arguments: ["http", "--url", "nonsense"], exit: 65, error: "not an absolute http or https URL"),
        Row(arguments: ["http"], exit: 64, error: "one of --url and --url-env"),
        Row(arguments: ["http", "--url-env", "NOT_SET"], exit: 64, error: "'NOT_SET' is not set"),
        Row(arguments: ["http", "--url", "http://ann:s3cret@127.0.0.1/"], exit: 64, error: "has credentials"),
        Row(arguments: ["http", "--url", "SERVICE", "--expect-json", "a<b"], exit: 64, error: "expects nothing"),
        Row(arguments: ["http", "--url", "SERVICE", "--expect-status", "99"], exit: 64, error: "no HTTP status"),
        Row(
            arguments: ["prometheus", "--url", "PROMETHEUS", "--query", "vector(3)", "--expect", "< 5"], exit: 0,
            output: "OK 3 is < 5"),
        Row(
            arguments: ["prometheus", "--url", "PROMETHEUS", "--query", "vector(7)", "--expect", "<5"], exit: 1,
            output: "NOT AS EXPECTED 7 is not < 5"),
        Row(
            arguments: ["prometheus", "--url", "PROMETHEUS", "--query", "nothing", "--expect", "< 5", "--json"], exit: 1,
            output: #""verdict": "empty""#),
        Row(
            arguments: ["prometheus", "--url", "PROMETHEUS", "--query", "vector(0)/vector(0)", "--expect", "< 5"],
            exit: 1, output: "NOT A NUMBER"),
        Row(
            arguments: ["prometheus", "--url", "PROMETHEUS", "--query", "vector(1)/vector(0)", "--expect", "< 5", "--json"],
            exit: 1, output: #""value": "+Inf""#),
        Row(
            arguments: ["prometheus", "--url", "PROMETHEUS", "--query", "sum(", "--expect", "< 5"], exit: 69,
            output: "REFUSED"),
        Row(
            arguments: ["prometheus", "--url", "http://127.0.0.1:1", "--query", "up", "--expect", "< 5"], exit: 69,
            output: "NO ANSWER"),
        Row(
            arguments: ["prometheus", "--url", "SERVICE", "--query", "up", "--expect", "< 5"], exit: 69,
            output: "not as Prometheus does"),
        Row(
            arguments: ["prometheus", "--url", "PROMETHEUS", "--query", "up", "--expect", "five"], exit: 64,
            error: "no comparison"),
    ]

    @Test(arguments: rows) func probesFromTheCommandLine(row: Row) throws {
        let (service, prometheus) = (try Self.service.get().url, try Self.prometheus.get().url)
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            let arguments = row.arguments.map { $0 == "SERVICE" ? service : $0 == "PROMETHEUS" ? prometheus : $0 }
            let result = try firebreak.run(
                ["probe"] + arguments, environment: ["SERVICE_URL": service, "no_proxy": "127.0.0.1"])
            #expect(result.exitCode == row.exit, "\(result.outputText)\(result.errorText)")
            #expect(result.outputText.contains(row.output), "\(result.outputText)")
            #expect(result.errorText.contains(row.error), "\(result.errorText)")
            #expect(!(result.outputText + result.errorText).contains("s3cret"))
            // A question leaves nothing behind.
            #expect(!FileReader.exists(directory + "/.firebreak"))
        }
    }
}
