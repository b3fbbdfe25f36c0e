import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident change`.
struct IncidentChangeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "change", abstract: "Change an incident's severity or title.",
        discussion: "Example: firebreak incident change --severity sev1 --reason 'Production keys were in it too'")

    @Argument(help: "The incident. Default: the only open one.")
    var id: String?
    @Option(help: ArgumentHelp("How bad it is: sev1 (worst) to sev4.", valueName: "severity"))
    var severity: Severity?
    @Option(help: ArgumentHelp("What happened, in a line.", valueName: "text"))
    var title: String?
    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if severity == nil && title == nil { throw ValidationError("Say what to change: --severity or --title.") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(
            workspace.incidents.change(
                workspace.openIncident(id).id, severity: severity, title: title, reason: reason,
                actor: workspace.actor))
        return .done
    }
}

/// `firebreak incident reopen`.
struct IncidentReopenCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Open an incident again that was closed too early.",
        discussion: "Example: firebreak incident reopen INC-20261121-001 --reason 'The old key was used again'")

    @Argument(help: "The incident.")
    var id: String
    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(
            workspace.incidents.change(id, reopens: true, reason: reason, actor: workspace.actor))
        return .done
    }
}
