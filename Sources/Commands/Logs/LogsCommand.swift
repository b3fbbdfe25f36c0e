import ArgumentParser
import Basics
import Logs
import Response

/// `firebreak logs`.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Look through logs for what the runbooks ask about.",
        subcommands: [LogsScanCommand.self, LogsFormatsCommand.self])
}

/// `firebreak logs formats`.
struct LogsFormatsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "formats", abstract: "List the formats of logs that are known.",
        discussion: """
            Formats are found by content; --format NAME says which where that is not enough. One's own are described \
            under logs.formats in the configuration.

            Example: firebreak logs formats
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(
            FormatListing(
                formats: workspace.configuration.logs.formats.all.map {
                    FormatListing.Format(name: $0.name, summary: $0.summary)
                }))
        return .done
    }
}

/// An array of formats.
struct FormatListing: CommandResult {
    struct Format: Encodable {
        let name: String
        let summary: String
    }
    let formats: [Format]

    func encode(to encoder: any Encoder) throws { try formats.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        var table = Table("format", "what writes it")
        for format in formats { table.add(format.name, format.summary) }
        return table.text(width: width, style: style)
    }
}
