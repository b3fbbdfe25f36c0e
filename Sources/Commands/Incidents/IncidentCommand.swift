import ArgumentParser

/// `firebreak incident`.
struct IncidentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Open, follow and close incidents.",
        subcommands: [
            IncidentOpenCommand.self, IncidentListCommand.self, IncidentShowCommand.self, IncidentNoteCommand.self,
            IncidentMilestoneCommand.self, IncidentRoleCommand.self,
            IncidentAffectedCommand.self, IncidentLinkCommand.self, IncidentFollowUpCommand.self,
            IncidentCorrectCommand.self, IncidentChangeCommand.self, IncidentReopenCommand.self, IncidentMeasureCommand.self, IncidentCloseCommand.self,
        ])
}
