import ArgumentParser
import Basics
import Playbooks
import Response

/// `firebreak playbook plan`.
struct PlaybookPlanCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a playbook would do, after every read check.",
        discussion: """
            Probes are asked in earnest, sessions counted, destinations looked at; nothing is changed. What cannot be \
            undone is marked. Exit status 1 where a step cannot be done as things are.

            Example:
              firebreak playbook plan flowstate-ai/security-response \\
                  --input users=alice,bob
            """)

    @Argument(help: "The playbook: system/name, or a file.")
    var playbook: String
    @OptionGroup var inputs: PlaybookInputOptions
    @OptionGroup var place: PlaybookPlaceOptions
    @Option(help: ArgumentHelp("The incident that it would belong to. Default: the only open one.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let runner = try place.runner(workspace)
        var options = PlaybookQuestions(console: console).options(workspace)
        options.overlays = place.overlays
        options.incident = incident
        options.inputs = try inputs.values(for: runner.load(playbook, overlays: options.overlays).playbook, workspace.environment)
        let plan = try runner.plan(playbook, options)
        try console.show(plan)
        return plan.status
    }
}
