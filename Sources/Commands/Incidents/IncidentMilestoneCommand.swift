public import ArgumentParser
import Basics
public import Incidents
import Response

extension MilestoneName: ExpressibleByArgument {}

/// `firebreak incident milestone`.
struct IncidentMilestoneCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "milestone", abstract: "Say when it started, was detected, acknowledged, contained or resolved.",
        discussion: """
            The report computes time to detect, acknowledge, contain and resolve from these.

            Example: firebreak incident milestone started --at 2026-11-21T01:12:00Z
            """)

    @Argument(help: "started, detected, acknowledged, contained or resolved.")
    var milestone: MilestoneName
    @Option(help: ArgumentHelp("When, ISO 8601 with a zone. Default: now.", valueName: "time"))
    var at: TimeArgument?
    @Option(help: ArgumentHelp("The incident. Default: the only open one.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let entry = try workspace.incidents.milestone(
            milestone, incident: workspace.openIncident(incident).id, actor: workspace.actor, at: at?.instant)
        try console.show(entry)
        return .done
    }
}
