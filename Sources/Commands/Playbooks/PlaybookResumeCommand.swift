import ArgumentParser
import Basics
import Playbooks
import Response

/// `firebreak playbook resume`.
struct PlaybookResumeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run that waits, was interrupted or failed.",
        discussion: """
            What is done stays done. Secret inputs are asked for again: they were never stored. A step that was \
            interrupted is done again where that is safe; where it is not, say what is to become of it. A step that \
            failed is tried again.

            Examples:
              firebreak playbook resume RUN-20261121-001
              firebreak playbook resume RUN-20261121-001 \\
                  --confirm tell-owners="called both"
              firebreak playbook resume RUN-20261121-001 --redo deploy
            """)

    @Argument(help: "The run.")
    var run: String
    @OptionGroup var inputs: PlaybookInputOptions
    @Option(help: ArgumentHelp("The folder with playbooks, where the file was moved.", valueName: "folder"))
    var playbooks: String?
    @OptionGroup var answers: PlaybookAnswerOptions
    @Option(help: ArgumentHelp("An interrupted step that is to be done again.", valueName: "step"))
    var redo: [String] = []
    @Option(help: ArgumentHelp("An interrupted step that was done, as you have made sure.", valueName: "step"))
    var done: [String] = []
    @Flag(help: "Go on although the playbook or its system's description was changed.")
    var acceptChanges = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let library = PlaybookLibrary(named: playbooks, environment: workspace.environment, program: programPath())
        let runner = PlaybookRunner(workspace, library)
        var options = PlaybookQuestions(console: console).options(workspace)
        let stored = try runner.stored(run)
        let loaded = try runner.load(stored.source, overlays: stored.overlays, name: stored.playbook)
        options.inputs = try inputs.values(for: loaded.playbook, workspace.environment)
        try answers.check(redo + done, in: loaded)
        options.confirmed = answers.confirmed
        options.redo = Set(redo)
        options.done = Set(done)
        options.acceptsChanges = acceptChanges
        let report = try Interruption.stoppable { try runner.resume(run, options) }
        try console.show(report)
        return report.status
    }
}
