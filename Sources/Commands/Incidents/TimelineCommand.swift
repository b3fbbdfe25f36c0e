public import ArgumentParser
import Basics
import Files
public import Incidents
import Logs
import Response

/// `firebreak timeline`.
struct TimelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline", abstract: "Show what happened, in order; take logs in, hand it on to other tools.",
        subcommands: [
            TimelineShowCommand.self, TimelineImportCommand.self, TimelineExportCommand.self,
            TimelineConvertCommand.self,
        ])
}

/// Which events of an incident are wanted.
struct TimelineFilterOptions: ParsableArguments {
    @OptionGroup var records: RecordOptions
    @Option(
        help: ArgumentHelp(
            "Only from sources with this in their name; 'journal' is what firebreak and people wrote.",
            valueName: "text"))
    var source: String?
    @Option(help: ArgumentHelp("Only entries of this kind; may be given several times.", valueName: "kind"))
    var kind: [String] = []
    @Option(help: ArgumentHelp("Only what has this text in it, in any case.", valueName: "text"))
    var match: String?
    @Option(help: ArgumentHelp("Only log records that are at least so grave.", valueName: "severity"))
    var severity: LogSeverity?

    func filter(_ time: TimeSource) throws -> TimelineFilter {
        var filter = TimelineFilter()
        filter.since = records.since?.instant(time.now)
        filter.until = records.until?.instant(time.now)
        filter.source = source
        filter.kinds = kind
        filter.text = match
        filter.severity = severity
        filter.conditions = try records.conditions()
        return filter
    }
}

/// `firebreak timeline show`.
struct TimelineShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an incident's timeline.",
        discussion: """
            Examples:
              firebreak timeline show --incident INC-20261121-001
              firebreak timeline show --since 2h --where userId=u1
              firebreak timeline show --source journal
            """)

    @Option(help: ArgumentHelp("The incident. Default: the only open one, else the newest.", valueName: "id"))
    var incident: String?
    @OptionGroup var filter: TimelineFilterOptions
    @Option(help: ArgumentHelp("At most so many, the earliest.", valueName: "count"))
    var limit: Int?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let id = try workspace.readableIncident(incident).id
        let listing = LongListing(console, Table("when", "who", "what"))
        try workspace.timeline.forEach(
            incident: id, try filter.filter(workspace.time), limit: limit.map { max(0, $0) }
        ) { event in
            try listing.add(event) { $0.add(event.occurredAt.formatted(fractionDigits: 0), event.actor, event.summary) }
        }
        try listing.finish(nothing: "Nothing has happened.")
        return .done
    }
}

/// `firebreak timeline export`.
struct TimelineExportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Export an incident's timeline for other tools.",
        discussion: """
            Logs that are in no incident are converted by 'firebreak timeline convert'.

            Examples:
              firebreak timeline export --format timesketch --output timeline.jsonl
              firebreak timeline export --format csv --where status=403 \\
                  --output refused.csv
            """)

    @Option(help: ArgumentHelp("The form: timesketch (JSON lines), timesketch-csv or csv.", valueName: "format"))
    var format = TimelineForm.timesketch
    @Option(help: ArgumentHelp("The incident. Default: the only open one, else the newest.", valueName: "id"))
    var incident: String?
    @OptionGroup var filter: TimelineFilterOptions
    @OptionGroup var output: TimelineOutput
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let id = try workspace.readableIncident(incident).id
        let writer = try output.writer(console)
        let count = try workspace.timeline.export(format, incident: id, try filter.filter(workspace.time)) { line in
            try line.withUnsafeBytes { try writer.write($0) }
        }
        try output.finish(writer, count, "events", console)
        return .done
    }
}

extension TimelineForm: ExpressibleByArgument {}
