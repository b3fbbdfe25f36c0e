import ArgumentParser

/// `firebreak sessions`.
struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Count, list and revoke sessions in Redis.",
        subcommands: [
            SessionsCountCommand.self, SessionsListCommand.self, SessionsRevokeCommand.self, SessionsWatchCommand.self,
            SessionsDetectCommand.self, SessionsAccessCommand.self,
        ])
}
