import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident list`.
struct IncidentListCommand: Command {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List incidents, the newest first.")

    @Flag(help: "Only those that are open.")
    var open = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(IncidentList(incidents: try workspace.incidents.list(status: open ? .open : nil)))
        return .done
    }
}

/// An array of incidents.
struct IncidentList: CommandResult {
    let incidents: [Incident]

    func encode(to encoder: any Encoder) throws { try incidents.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        guard !incidents.isEmpty else { return "No incidents." }
        var table = Table("incident", "severity", "status", "opened", "title")
        for incident in incidents {
            table.add(
                incident.id, incident.severity.rawValue, incident.status.rawValue,
                incident.openedAt.formatted(fractionDigits: 0), incident.title)
        }
        return table.text(width: width, style: style)
    }
}
