import ArgumentParser
import Basics
import Playbooks
import Response

/// `firebreak metrics`.
struct MetricsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print how things stand in Prometheus' text format: ages, what is due, overdue, under way.",
        discussion: """
            Examples:
              firebreak metrics
              # from a timer
              firebreak metrics --textfile /var/lib/node_exporter/textfile/firebreak.prom
            """)

    @Option(
        help: ArgumentHelp("Write them to this file for node_exporter's textfile collector.", valueName: "path.prom"))
    var textfile: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let runs = try PlaybookRunner.metrics(workspace)
        if let textfile {
            try workspace.writeMetrics(to: textfile, runs)
            console.remark("wrote \(textfile.printable)")
        } else {
            try console.show(MetricsText(metrics: try workspace.metrics(runs)))
        }
        return .done
    }
}

/// The metrics as text; with `--json` as the text inside a document.
struct MetricsText: CommandResult {
    let metrics: String
    func text(width: Int, style: Style) -> String { String(metrics.dropLast()) }
}
