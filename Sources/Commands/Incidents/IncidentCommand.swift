import ArgumentParser

/// `firebreak incident`.
struct IncidentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Open, follow and close incidents.",
        subcommands: [
            IncidentOpenCommand.self, IncidentListCommand.self, IncidentShowCommand.self, IncidentNoteCommand.self,
            IncidentMilestoneCommand.self, IncidentCloseCommand.self,
        ])
}
