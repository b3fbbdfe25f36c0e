import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident show`.
struct IncidentShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an incident: milestones, actions, what is unfinished.",
        discussion: "Example: firebreak incident show INC-20261121-001")

    @Argument(help: "The incident. Default: the only open one.")
    var id: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(try workspace.incidentRecord(id))
        return .done
    }
}
