import ArgumentParser
import Basics
import Probes
import Response

/// `firebreak probe http`.
struct ProbeHTTPCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "http",
        abstract: "Ask a service over HTTP, and check status, JSON content, header fields, latency and certificate.",
        discussion: """
            Redirects are not followed. Exit status: 0 everything is as expected; 1 it is not; 69 no answer.

            Examples:
              firebreak probe http --url http://api:3000/health \\
                  --expect-json status=ok
              firebreak probe http --url https://api.example.com/ready \\
                  --expect-status 204 --max-latency 500ms --tls-valid-for 14d
              firebreak probe http --url http://worker:3001/health --json \\
                  --expect-json 'queues.0.waiting<100' --bearer-env TOKEN
            """)

    @OptionGroup var options: ProbeRequestOptions
    @Option(help: ArgumentHelp("The request's method.", valueName: "method"))
    var method = "GET"
    @Option(
        name: .customLong("expect-status"),
        help: ArgumentHelp("A status that is good, as 200 or 2xx; may be repeated. Default: 2xx.", valueName: "status"))
    var statuses: [String] = []
    @Option(
        name: .customLong("expect-json"),
        help: ArgumentHelp(
            "What the content has: PATH=VALUE, PATH!=VALUE, PATH<NUMBER and so on, or just PATH.", valueName: "expectation")
    )
    var fields: [String] = []
    @Option(
        name: .customLong("expect-header"),
        help: ArgumentHelp("A header field of the answer; a * at the end stands for any text.", valueName: "name=value"))
    var expectedHeaders: [String] = []
    @Option(help: ArgumentHelp("How long it may take at most.", valueName: "duration"))
    var maxLatency: DurationArgument?
    @Option(help: ArgumentHelp("How long the certificate must be valid still.", valueName: "duration"))
    var tlsValidFor: DurationArgument?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let outcome = try workspace.ask(
            HTTPProbe(options.request(workspace, method: method), expecting: try expectations()))
        try console.show(outcome)
        return outcome.verdict.status
    }

    private func expectations() throws -> HTTPExpectations {
        var expectations = HTTPExpectations()
        if !statuses.isEmpty {
            expectations.statuses = try statuses.map { text in
                guard let range = HTTPExpectations.status(text) else {
                    throw CommandFailure(.usage, "'\(text)' is no HTTP status", hint: "as 200 or 2xx")
                }
                return range
            }
        }
        expectations.fields = try fields.map { text in
            guard let field = FieldExpectation(text) else {
                throw CommandFailure(
                    .usage, "'\(text)' expects nothing of the content", hint: "as status=ok, queue.waiting<100 or version")
            }
            return field
        }
        expectations.headers = try expectedHeaders.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw CommandFailure(
                    .usage, "'\(text)' expects nothing of a header field", hint: "as content-type=application/json*")
            }
            return HTTPExpectations.Header(String(parts[0]), String(parts[1]))
        }
        expectations.latency = maxLatency?.duration
        expectations.tlsValidFor = tlsValidFor?.duration
        return expectations
    }
}

extension HTTPProbeOutcome: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["\(verdict.mark(style)) \(summary)"]
        for finding in findings {
            let mark = finding.isMet ? style.green("✓") : style.red("✗")
            lines.append("  \(mark) \(finding.what.printable): \(finding.found) (expected \(finding.expected))")
        }
        if let end = certificateExpiresAt {
            lines.append("  the certificate is valid until \(end.formatted(fractionDigits: 0))")
        }
        if let hint { lines.append("  \(style.cyan("hint:")) \(hint)") }
        return lines.joined(separator: "\n")
    }
}

extension ProbeVerdict {
    /// The verdict as a word in its colour.
    func mark(_ style: Style) -> String {
        switch self {
        case .met: style.green("OK")
        case .notMet: style.red("NOT AS EXPECTED")
        case .empty: style.yellow("NO DATA")
        case .notANumber: style.yellow("NOT A NUMBER")
        case .incomplete: style.yellow("INCOMPLETE")
        case .unreachable: style.red("NO ANSWER")
        case .refused: style.red("REFUSED")
        }
    }
}
