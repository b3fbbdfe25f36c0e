import ArgumentParser

/// `firebreak flags rollout`.
struct FlagsRolloutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Bring a feature to more and more users, with gates that stop it and take it back.",
        discussion: """
            'flags rollout NAME --steps …' begins one (short for 'flags rollout start NAME …'); 'firebreak tick' carries \
            it on.

            Example:
              firebreak flags rollout new-checkout --steps 10,50,100 --hold 15m \\
                  --gate flowai --yes
            """,
        subcommands: [
            RolloutStartCommand.self, RolloutStatusCommand.self, RolloutListCommand.self, RolloutPauseCommand.self,
            RolloutResumeCommand.self, RolloutPromoteCommand.self, RolloutRollbackCommand.self,
            RolloutAbandonCommand.self,
        ], defaultSubcommand: RolloutStartCommand.self)
}
