public import ArgumentParser
import Basics
public import Incidents
import Response

extension IncidentRole: ExpressibleByArgument {}

/// `firebreak incident role`.
struct IncidentRoleCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Say who is commander, communications, scribe or operations.",
        discussion: """
            Whoever had the role before has it no more; the journal keeps both.

            Examples:
              firebreak incident role commander alice
              firebreak incident role scribe --nobody
            """)

    @Argument(help: "commander, communications, scribe or operations.")
    var role: IncidentRole
    @Argument(help: "Who has it now.")
    var person: String?
    @Flag(help: "Nobody has it any more.")
    var nobody = false
    @Option(help: ArgumentHelp("The incident. Default: the only open one.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if (person == nil) != nobody { throw ValidationError("Name a person, or say --nobody.") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(
            workspace.incidents.assign(
                role, to: person, incident: workspace.openIncident(incident).id, actor: workspace.actor))
        return .done
    }
}
