import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags list`.
struct FlagsListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List flags: value, source, and who overrode them, why, until when.",
        discussion: """
            A source that cannot be read is named with the reason, the others are listed, and the exit status is 2.

            Examples:
              firebreak flags list
              firebreak flags list --source app --json
            """)

    @Option(help: ArgumentHelp("Only this source.", valueName: "name"))
    var source: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let overview = try workspace.flags(source: source)
        try console.show(FlagList(flags: overview.flags, unreadable: overview.unreadable))
        for source in overview.unreadable {
            let held = source.overridden.isEmpty ? "" : " (overridden there: \(source.overridden.joined(separator: ", ")))"
            console.warn("not listed: \(source.reason)\(held)")
            if let hint = source.hint { console.remark("\(console.errorStyle.cyan("hint:")) \(hint.printable)") }
        }
        return overview.status
    }
}

/// An array of flags, and after them an entry `{source, reason, hint, overridden}` for each source that cannot be read.
struct FlagList: CommandResult {
    let flags: [FlagListing]
    let unreadable: [FlagOverview.UnreadableSource]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for flag in flags { try container.encode(flag) }
        for source in unreadable { try container.encode(source) }
    }

    func text(width: Int, style: Style) -> String {
        guard !flags.isEmpty else {
            return unreadable.isEmpty
                ? "No flags in the configured sources." : "No flags in the sources that can be read."
        }
        var table = Table("flag", "value", "source", "override", "by", "until", "reason")
        for flag in flags {
            let override = flag.override
            let rollout = flag.rollout.map { " (rollout: \($0.percent) %, \($0.state.rawValue))" } ?? ""
            table.add(
                flag.name, "\(flag.value)\(rollout)\(flag.isUnsettled ? " (unsettled)" : "")", flag.source, override?.id ?? "-", override?.actor ?? "",
                override?.expiresAt.map { $0.formatted(fractionDigits: 0) } ?? "", override?.reason ?? "")
        }
        return table.text(width: width, style: style)
    }
}
