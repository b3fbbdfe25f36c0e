import ArgumentParser
import Basics
import Incidents
import Logs
import Response

/// `firebreak timeline convert`.
struct TimelineConvertCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Merge logs in the order of time into a form for other tools, without keeping anything.",
        discussion: """
            Formats are found by content, compressed files too. What does not fit into memory is sorted on disk, in \
            $TMPDIR or /var/tmp. A row that several of the logs have at the same instant goes out once. Rows without a \
            time are left out, and the command ends with 2, unless --undated keeps them: no row borrows a date.

            Credentials stay as they are: what goes out is what the logs say.

            Examples:
              firebreak timeline convert app.log /var/log/nginx/access.log.*.gz \\
                  --output timeline.jsonl
              journalctl -o json | firebreak timeline convert - --since 2h --to csv
              firebreak timeline convert auth.log app.log --zone auth.log=Europe/Berlin \\
                  --year file --where level=50
            """)

    @OptionGroup var logs: LogOptions
    @Option(help: ArgumentHelp("The form: timesketch (JSON lines), timesketch-csv or csv.", valueName: "form"))
    var to = TimelineForm.timesketch
    @Option(
        help: ArgumentHelp("CSV: a column for this field; may be given several times.", valueName: "field"))
    var column: [String] = []
    @Flag(help: "Each record with its row as it stands in the log.")
    var original = false
    @Option(help: ArgumentHelp("Write the rows without a time to this file.", valueName: "path"))
    var undated: String?
    @OptionGroup var output: TimelineOutput
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard column.isEmpty || to != .timesketch else {
            throw CommandFailure(.usage, "--column is for CSV", hint: "Timesketch's lines have all fields anyway")
        }
        guard !global.json || output.file != nil else {
            throw CommandFailure(.usage, "--json would mix two documents on standard output", hint: "say --output FILE")
        }
        var reading = try workspace.logReading(try logs.request(workspace.time))
        reading.isStopped = Interruption.isWished
        let rows = try UndatedRows(undated)
        let writer = try output.writer(console)
        let (form, columns, keepsRow) = (to, column, original)
        if form != .timesketch {
            let heading = CSVLines(form == .csv ? .plain : .timesketch, columns: columns, keepsRow: keepsRow).heading
            try heading.withUnsafeBytes { try writer.write($0) }
        }
        let summary = try Interruption.stoppable {
            try reading.merge(
                makeEncoder: {
                    switch form {
                    case .timesketch: TimesketchLines(keepsRow: keepsRow)
                    case .timesketchCSV: CSVLines(.timesketch, columns: columns, keepsRow: keepsRow)
                    case .csv: CSVLines(.plain, columns: columns, keepsRow: keepsRow)
                    }
                }, undated: rows.sink
            ) { _, bytes in try writer.write(bytes) }
        }
        try output.finish(writer, summary.records, "records", console)
        try rows.finish()
        if global.json { try console.show(ConversionListing(summary: summary)) }
        return console.account(summary, undated: UndatedFate(path: undated))
    }
}

/// What became of the rows.
struct ConversionListing: CommandResult {
    let summary: LogSummary

    func encode(to encoder: any Encoder) throws { try summary.encode(to: encoder) }

    func text(width: Int, style: Style) -> String { "\(summary.records) records" }
}
