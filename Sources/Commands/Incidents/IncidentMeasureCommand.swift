import ArgumentParser
import Basics
import Incidents
import Probes
import Response

/// `firebreak incident measure`.
struct IncidentMeasureCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Keep what Prometheus measured in an incident; the report draws it.",
        discussion: """
            Prometheus forgets after some weeks; the journal does not. Measurements are named in the configuration
            (`measurements: {errors: {title: Errors, unit: 1/s, url: http://prometheus:9090, query: ...}}`) or given here.

            Examples:
              firebreak incident measure  # every measurement that is configured
              firebreak incident measure errors latency
              firebreak incident measure --url http://prometheus:9090 \\
                  --title "Refused logins" --unit 1/s \\
                  --query 'sum by (route) (rate(http_requests_total{code="403"}[1m]))'
            """)

    @Argument(help: "Configured measurements. Default: all.")
    var names: [String] = []
    @Option(help: ArgumentHelp("An expression in PromQL, with --url.", valueName: "promql"))
    var query: String?
    @Option(help: ArgumentHelp("What the chart shows. Default: the query.", valueName: "text"))
    var title: String?
    @Option(help: ArgumentHelp("The unit of the values.", valueName: "text"))
    var unit = ""
    @Option(help: ArgumentHelp("From when. Default: half an hour before the incident.", valueName: "time"))
    var from: TimeArgument?
    @Option(help: ArgumentHelp("Until when. Default: ten minutes after its end, or now.", valueName: "time"))
    var to: TimeArgument?
    @Option(help: ArgumentHelp("The incident. Default: the only open one, else the newest.", valueName: "id"))
    var incident: String?
    @OptionGroup var options: ProbeRequestOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let measurements = try wanted(workspace)
        let incident = try workspace.readableIncident(incident)
        var status = ExitStatus.done
        for measurement in measurements {
            do {
                try console.show(
                    workspace.measure(measurement, incident: incident.id, from: from?.instant, to: to?.instant))
            } catch {
                // One that fails does not keep the others from being kept.
                let failure = console.report(error)
                status = measurements.count == 1 ? failure : .partial
            }
        }
        return status
    }

    private func wanted(_ workspace: Workspace) throws -> [MeasurementConfiguration] {
        if let query {
            guard names.isEmpty else { throw CommandFailure(.usage, "say either names or --query") }
            let server = PrometheusServerAddress(try options.request(workspace))
            return [
                MeasurementConfiguration(
                    name: title ?? query, title: title ?? query, unit: unit, query: query, server: server)
            ]
        }
        let configured = workspace.configuration.measurements
        guard !configured.isEmpty else {
            throw CommandFailure(
                .usage, "no measurement is configured", hint: "give --url and --query, or a `measurements:` section")
        }
        return try names.isEmpty
            ? configured
            : names.map { name in
                guard let found = configured.first(where: { $0.name == name }) else {
                    throw CommandFailure(
                        .usage, "there is no measurement '\(name.printable)'",
                        hint: "configured are \(configured.map(\.name).joined(separator: ", "))")
                }
                return found
            }
    }
}
