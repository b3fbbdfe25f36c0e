import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident correct`.
struct IncidentCorrectCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "correct", abstract: "Correct an entry: it stays, and the correction refers to it.",
        discussion: """
            Nothing in the journal is ever changed. The number is the one that `incident show` prints before an entry.

            Examples:
              firebreak incident correct 12 "It was bob's account, not alice's"
              firebreak incident correct 14 "The time was in CET" --at 2026-11-21T01:41:00Z
            """)

    @Argument(help: "The entry's number.")
    var entry: Int64
    @Argument(help: "What is right.")
    var text: String
    @Option(
        help: ArgumentHelp(
            "When it really happened, ISO 8601 with a zone; a milestone is then taken to be reached at that time.",
            valueName: "time"))
    var at: TimeArgument?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(workspace.incidents.correct(entry, text, at: at?.instant, actor: workspace.actor))
        return .done
    }
}
