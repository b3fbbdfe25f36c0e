import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident link`.
struct IncidentLinkCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Add a ticket, a call or a dashboard to an incident.",
        discussion: "Example: firebreak incident link https://meet.example.com/war-room --title 'The call'")

    @Argument(help: "An address that begins with https:// or http://.")
    var url: String
    @Option(help: ArgumentHelp("What it is.", valueName: "text"))
    var title: String?
    @Option(help: ArgumentHelp("The incident. Default: the only open one.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(
            workspace.incidents.link(
                url, title: title, incident: workspace.openIncident(incident).id, actor: workspace.actor))
        return .done
    }
}
