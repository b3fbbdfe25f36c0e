import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident note`.
struct IncidentNoteCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write a note into an incident's timeline.",
        discussion: """
            Examples:
              firebreak incident note "Customer reports logins from an unknown address"
              firebreak incident note "First suspicious login" --at 2026-11-21T02:41:00Z
            """)

    @Argument(help: "The note.")
    var text: String
    @Option(help: ArgumentHelp("When it happened, ISO 8601 with a zone. Default: now.", valueName: "time"))
    var at: TimeArgument?
    @Option(help: ArgumentHelp("The incident. Default: the only open one.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let entry = try workspace.incidents.note(
            text, incident: workspace.openIncident(incident).id, actor: workspace.actor, at: at?.instant)
        try console.show(entry)
        return .done
    }
}

/// An instant on the command line.
struct TimeArgument: ExpressibleByArgument {
    let instant: Timestamp

    init?(argument: String) {
        guard let value = Timestamp(argument) else { return nil }
        instant = value
    }
}
