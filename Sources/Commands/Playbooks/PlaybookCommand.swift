import ArgumentParser

/// `firebreak playbook`.
struct PlaybookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playbook", abstract: "Runbooks that can be checked, planned, run, interrupted and resumed.",
        subcommands: [
            PlaybookListCommand.self, PlaybookShowCommand.self, PlaybookCheckCommand.self, PlaybookSchemaCommand.self,
            PlaybookPlanCommand.self, PlaybookRunCommand.self, PlaybookResumeCommand.self, PlaybookApproveCommand.self,
            PlaybookStatusCommand.self,
        ])
}
