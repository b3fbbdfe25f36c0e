import ArgumentParser

/// `firebreak flags`.
struct FlagsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flags",
        abstract: "Turn features off and put everything back as it was; roll features out in steps.",
        subcommands: [
            FlagsListCommand.self, FlagsGetCommand.self, FlagsEvalCommand.self, FlagsSetCommand.self, FlagsEnableCommand.self,
            FlagsDisableCommand.self, FlagsLockdownCommand.self, FlagsRestoreCommand.self, FlagsHistoryCommand.self,
            FlagsRolloutCommand.self,
        ])
}
