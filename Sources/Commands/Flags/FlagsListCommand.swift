import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags list`.
struct FlagsListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List flags: value, source, and who overrode them, why, until when.",
        discussion: "Example: firebreak flags list --source app")

    @Option(help: ArgumentHelp("Only this source.", valueName: "name"))
    var source: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(FlagList(flags: try workspace.flags(source: source)))
        return .done
    }
}

/// An array of flags.
struct FlagList: CommandResult {
    let flags: [FlagListing]

    func encode(to encoder: any Encoder) throws { try flags.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        guard !flags.isEmpty else { return "No flags in the configured sources." }
        var table = Table("flag", "value", "source", "override", "by", "until", "reason")
        for flag in flags {
            let override = flag.override
            table.add(
                flag.name, String(describing: flag.value), flag.source, override?.id ?? "-", override?.actor ?? "",
                override?.expiresAt.map { $0.formatted(fractionDigits: 0) } ?? "", override?.reason ?? "")
        }
        return table.text(width: width, style: style)
    }
}
