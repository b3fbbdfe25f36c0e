import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags history`.
struct FlagsHistoryCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List everything that was ever done to a flag, the oldest first.",
        discussion: "Example: firebreak flags history ENABLE_EXPORTS")

    @Argument(help: "The flag's name.")
    var name: String
    @Option(help: ArgumentHelp("The source, where several have the flag.", valueName: "name"))
    var source: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(FlagHistory(overrides: try workspace.flagHistory(name, source: source)))
        return .done
    }
}

/// An array of overrides.
struct FlagHistory: CommandResult {
    let overrides: [FlagOverride]

    func encode(to encoder: any Encoder) throws { try overrides.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        guard !overrides.isEmpty else { return "Never overridden." }
        var table = Table("when", "from", "to", "state", "by", "until", "reason")
        for change in overrides {
            table.add(
                change.createdAt.formatted(fractionDigits: 0), String(describing: change.prior.value),
                String(describing: change.target.value), change.state.rawValue, change.actor,
                change.expiresAt?.formatted(fractionDigits: 0) ?? "-", change.reason ?? "")
        }
        return table.text(width: width, style: style)
    }
}
