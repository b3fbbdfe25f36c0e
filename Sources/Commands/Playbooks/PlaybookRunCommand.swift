import ArgumentParser
import Basics
import Playbooks
import Response

/// `firebreak playbook run`.
struct PlaybookRunCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a playbook.",
        discussion: """
            Every step is on disk before it is done: after Ctrl-C, SIGKILL or a power cut, 'playbook resume' goes on. \
            'playbook plan' says first what would happen. A run that waits for somebody ends with status 2.

            Examples:
              firebreak playbook run flowstate-ai/security-response \\
                  --input users=alice,bob --yes
              firebreak playbook run deploy.yaml --input-env password=DB_PASSWORD \\
                  --system staging.yaml --yes
            """)

    @Argument(help: "The playbook: system/name, or a file.")
    var playbook: String
    @OptionGroup var inputs: PlaybookInputOptions
    @OptionGroup var place: PlaybookPlaceOptions
    @OptionGroup var answers: PlaybookAnswerOptions
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let runner = try place.runner(workspace)
        var options = PlaybookQuestions(console: console).options(workspace)
        options.overlays = place.overlays
        let loaded = try runner.load(playbook, overlays: options.overlays)
        options.inputs = try inputs.values(for: loaded.playbook, workspace.environment)
        options.incident = action.incident
        options.reason = action.reason
        try answers.check(in: loaded)
        options.confirmed = answers.confirmed
        if action.dryRun {
            let plan = try runner.plan(playbook, options)
            try console.show(plan)
            return plan.status
        }
        if !action.yes, console.inputIsTerminal {
            // What is asked for in the plan is not asked for again.
            let plan = try runner.plan(playbook, options)
            console.writeError(plan.text(width: console.width, style: console.errorStyle) + "\n")
        }
        try console.confirm(
            "Run \(loaded.playbook.name)?", given: action.yes, hint: "add --yes, or look first with 'playbook plan'")
        let report = try Interruption.stoppable { try runner.run(playbook, options) }
        try console.show(report)
        return report.status
    }
}
