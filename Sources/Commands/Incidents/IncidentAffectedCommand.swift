import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident affected`.
struct IncidentAffectedCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "affected", abstract: "Say which systems and principals an incident affects.",
        discussion: """
            Examples:
              firebreak incident affected --system web --system api --principal alice
              firebreak incident affected --principal bob --remove  # he was not, after all
            """)

    @Option(help: ArgumentHelp("A system. May be given several times.", valueName: "name"))
    var system: [String] = []
    @Option(help: ArgumentHelp("A user, account or service. May be given several times.", valueName: "name"))
    var principal: [String] = []
    @Flag(help: "They are not affected after all.")
    var remove = false
    @Option(help: ArgumentHelp("The incident. Default: the only open one.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if system.isEmpty && principal.isEmpty { throw ValidationError("Name something with --system or --principal.") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(
            workspace.incidents.affected(
                systems: system, principals: principal, isRemoved: remove,
                incident: workspace.openIncident(incident).id, actor: workspace.actor))
        return .done
    }
}
