public import ArgumentParser
import Basics
public import Incidents
import Response

extension Severity: ExpressibleByArgument {}

/// `firebreak incident open`.
struct IncidentOpenCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open an incident; what is done from then on belongs to it.",
        discussion: """
            Who is told of it stands under 'routes:' in the configuration; 'notify:' says what is told by itself.

            Example: firebreak incident open --title 'Admin account taken over' --severity sev1
            """)

    @Option(help: ArgumentHelp("What happened, in a line.", valueName: "text"))
    var title: String
    @Option(help: ArgumentHelp("How bad it is: sev1 (worst) to sev4.", valueName: "severity"))
    var severity: Severity
    @Option(
        help: ArgumentHelp(
            "A system that it touches, by the name that routes of notifications use; may be given several times.",
            valueName: "name"))
    var system: [String] = []
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let incident = try workspace.incidents.open(title: title, severity: severity, actor: workspace.actor, systems: system)
        try console.show(incident)
        return .done
    }
}
