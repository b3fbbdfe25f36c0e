import ArgumentParser

/// `firebreak secrets`.
struct SecretsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Keep secrets sealed, and rotate them to every place that needs the value.",
        subcommands: [
            SecretsAddCommand.self, SecretsImportCommand.self, SecretsListCommand.self, SecretsShowCommand.self, SecretsRotateCommand.self,
            SecretsAdvanceCommand.self, SecretsRollbackCommand.self, SecretsRetireCommand.self,
            SecretsHistoryCommand.self, SecretsRevealCommand.self, SecretsRewrapCommand.self,
        ])
}
