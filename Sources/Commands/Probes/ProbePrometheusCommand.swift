import ArgumentParser
import Basics
import Probes
import Response

/// `firebreak probe prometheus`.
struct ProbePrometheusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "prometheus",
        abstract: "Ask Prometheus for a number, and compare it.",
        discussion: """
            Where the query has several series, the worst of them counts. No series, NaN and a value that the server \
            warns about are told apart, and none of them is good. Exit status: 0 it is as expected; 1 it is not, or \
            there is no data; 69 no answer, or the query is refused.

            Examples:
              firebreak probe prometheus --url http://prometheus:9090 \\
                  --query 'up{job="api"}' --expect '== 1'
              firebreak probe prometheus --url-env PROMETHEUS_URL --json \\
                  --query 'avg(error_ratio)' --expect '< 0.05' --for 5m
            """)

    @OptionGroup var options: ProbeRequestOptions
    @Option(help: ArgumentHelp("The expression, in PromQL.", valueName: "promql"))
    var query: String
    @Option(help: ArgumentHelp("What the number should be, as '< 0.05': <, <=, ==, !=, >=, >.", valueName: "comparison"))
    var expect: String
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long it must have been so, looking back from now.", valueName: "duration"))
    var duration: DurationArgument?
    @Flag(help: "Take a value as good that the server warns about.")
    var acceptWarnings = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard let expectation = Comparison(expect) else {
            throw CommandFailure(.usage, "'\(expect)' is no comparison with a number", hint: "as --expect '< 0.05'")
        }
        let probe = PrometheusProbe(
            PrometheusServerAddress(try options.request(workspace)), query: query, expecting: expectation,
            for: duration?.duration ?? .zero, acceptsWarnings: acceptWarnings)
        let outcome = try workspace.ask(probe)
        try console.show(outcome)
        return outcome.verdict.status
    }
}

extension PrometheusProbeOutcome: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["\(verdict.mark(style)) \(summary)"]
        lines += warnings.map { style.yellow("! ") + $0 }
        if let hint { lines.append("  \(style.cyan("hint:")) \(hint)") }
        return lines.joined(separator: "\n")
    }
}
