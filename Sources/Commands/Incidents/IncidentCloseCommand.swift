import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident close`.
struct IncidentCloseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close an incident.",
        discussion: "Example: firebreak incident close --reason 'Keys rotated, no session came back for an hour'")

    @Argument(help: "The incident. Default: the only open one.")
    var id: String?
    @Option(help: ArgumentHelp("The same, as an option.", valueName: "id"))
    var incident: String?
    @Option(help: ArgumentHelp("Why it is over.", valueName: "text"))
    var reason: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let closed = try workspace.incidents.close(
            workspace.openIncident(id ?? incident).id, actor: workspace.actor, text: reason)
        for entry in try workspace.journal.unfinished(incident: closed.id) {
            console.warn("begun and never finished: \(entry.summary) (\(entry.recordedAt))")
        }
        try console.show(closed)
        return .done
    }
}
