import ArgumentParser
import Basics
import Incidents
import Logs
import Response

/// `firebreak timeline import`.
struct TimelineImportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take logs into an incident's timeline, with their digests.",
        discussion: """
            Each record becomes an entry of the journal at the time at which it happened, with its row, its line, how \
            finely the time is told and where its zone is known from. Passwords, tokens and cookies are left out, since a \
            journal forgets nothing. A log that the incident has already is refused by its digest; of one that has grown, \
            was rotated, or was taken in only in part, the rows that are there already are passed over, by their \
            instant and text. Take what matters: --since, --until, --where and --match choose.

            Examples:
              firebreak timeline import app.log access.log.1.gz --since 3h \\
                  --where status=403
              firebreak timeline import --zone UTC redis.log postgresql.log --dry-run
              firebreak timeline import 'http://prometheus:9090/api/v1/alerts'
            """)

    @OptionGroup var logs: LogOptions
    @Option(help: ArgumentHelp("The incident. Default: the only open one.", valueName: "id"))
    var incident: String?
    @Option(help: ArgumentHelp("Write the rows without a time to this file.", valueName: "path"))
    var undated: String?
    @Flag(help: "Import logs and rows that were imported already.")
    var again = false
    @Flag(help: "Say what would be imported, and change nothing.")
    var dryRun = false
    @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
    var reason: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let id = try workspace.openIncident(incident).id
        let reading = try workspace.logReading(try logs.request(workspace.time))
        let rows = try UndatedRows(dryRun ? nil : undated)
        let operation = ImportTimeline(reading, again: again, undated: rows.sink, isStopped: Interruption.isWished)
        if dryRun {
            let plan = try Interruption.stoppable { try operation.plan(workspace) }
            try console.show(plan)
            return console.account(plan.rows, undated: UndatedFate(path: undated))
        }
        let receipt = try Interruption.stoppable {
            try workspace.carryOut(operation, incident: id, reason: reason)
        }
        try rows.finish()
        try console.show(receipt)
        let status = console.account(receipt.rows, undated: UndatedFate(path: undated))
        return receipt.status == .done ? status : receipt.status
    }
}

extension TimelineImportPlan: CommandResult {
    func text(width: Int, style: Style) -> String {
        var table = Table("log", "format")
        for source in rows.sources { table.add(source.name, source.format) }
        let records = "Would import \(rows.records) record\(rows.records == 1 ? "" : "s") of \(rows.rows) rows"
        return [table.text(width: width, style: style), records].joined(separator: "\n")
    }
}

extension TimelineImportReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        var table = Table("log", "format", "bytes", "sha256")
        for source in sources { table.add(source.name, source.format, String(source.bytes), source.sha256) }
        var line = "Imported \(imported) record\(imported == 1 ? "" : "s") into \(incident)"
        if let firstOccurredAt, let lastOccurredAt {
            line += ", from \(firstOccurredAt.formatted(fractionDigits: 0)) to \(lastOccurredAt.formatted(fractionDigits: 0))"
        }
        if alreadyThere > 0 { line += "; \(alreadyThere) were there already" }
        if isStopped { line += "; stopped before the end" }
        return [table.text(width: width, style: style), status == .done ? style.green(line) : style.yellow(line)]
            .joined(separator: "\n")
    }
}
