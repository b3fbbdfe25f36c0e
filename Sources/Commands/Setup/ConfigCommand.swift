import ArgumentParser
import Basics
import Response

/// `firebreak config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check the configuration.", subcommands: [ConfigCheckCommand.self])
}

/// `firebreak config check`.
struct ConfigCheckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the configuration, every reference in it included, and say what it declares.",
        discussion: "Example: firebreak config check --config firebreak.yaml")

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let check = ConfigurationCheck(workspace)
        try console.show(check)
        return check.unresolved.isEmpty ? .done : .configuration
    }
}
