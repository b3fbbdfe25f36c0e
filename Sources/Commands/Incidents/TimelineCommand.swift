import ArgumentParser
import Basics
import Files
import Incidents
import Response

/// `firebreak timeline`.
struct TimelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline", abstract: "Show or export what happened, in order.",
        subcommands: [TimelineShowCommand.self, TimelineExportCommand.self])
}

/// `firebreak timeline show`.
struct TimelineShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an incident's timeline.",
        discussion: "Example: firebreak timeline show --incident INC-20261121-001")

    @Option(help: ArgumentHelp("The incident. Default: the only open one, else the newest.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let id = try workspace.readableIncident(incident).id
        try console.show(TimelineListing(events: try workspace.timeline.events(incident: id)))
        return .done
    }
}

/// `firebreak timeline export`.
struct TimelineExportCommand: Command {
    enum Format: String, ExpressibleByArgument, CaseIterable { case timesketch }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Export an incident's timeline for other tools.",
        discussion: "Example: firebreak timeline export --format timesketch --output timeline.jsonl")

    @Option(help: ArgumentHelp("The form: timesketch (JSON lines).", valueName: "format"))
    var format = Format.timesketch
    @Option(help: ArgumentHelp("The incident. Default: the only open one, else the newest.", valueName: "id"))
    var incident: String?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A file; Timesketch wants its name to end in .jsonl. Default: standard output.", valueName: "path"))
    var output: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let id = try workspace.readableIncident(incident).id
        guard let output else {
            try workspace.timeline.exportTimesketch(incident: id, console.printBytes)
            return .done
        }
        var bytes: [UInt8] = []
        let count = try workspace.timeline.exportTimesketch(incident: id) { bytes += $0 }
        try AtomicFile.replace(output, with: bytes)
        console.remark("Wrote \(output), \(count) events")
        return .done
    }
}

/// An array of events.
struct TimelineListing: CommandResult {
    let events: [TimelineEvent]

    func encode(to encoder: any Encoder) throws { try events.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        var table = Table("when", "who", "what")
        for event in events { table.add(event.occurredAt.formatted(fractionDigits: 0), event.actor, event.summary) }
        return table.isEmpty ? "Nothing has happened yet." : table.text(width: width, style: style)
    }
}
