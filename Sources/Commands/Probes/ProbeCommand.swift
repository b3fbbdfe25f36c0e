import ArgumentParser

/// `firebreak probe`.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Ask a running system how it is.", subcommands: [ProbeQueueCommand.self])
}
