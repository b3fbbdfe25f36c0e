import ArgumentParser
import Basics
import Response
import State

/// `firebreak state copy`.
struct StateCopyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy the whole state to an empty place, either way between SQLite and PostgreSQL.",
        discussion: """
            FROM and TO are 'configured' for the state of the configuration, a file, 'postgres://host/database?schema=name' \
            without a password, or 'env:NAME' for the variable that holds such a URL.

            It is one snapshot, written in one transaction: what is killed in between leaves the place as empty as it was. \
            Before it is kept, every row is read back and compared, and the journal's tree is made again on both sides. \
            FROM stays as it is. Stop the timers ('firebreak tick') first; then let 'state:' name the new place.

            Examples:
              firebreak state copy configured \\
                  'postgres://firebreak@db/ops?sslmode=verify-full'
              STATE_URL=postgres://firebreak:…@db/ops \\
                  firebreak state copy configured env:STATE_URL
              firebreak state copy 'postgres://firebreak@db/ops' \\
                  sqlite:/var/lib/firebreak/state.db
            """)

    @Argument(help: "Where the state is.")
    var from: String
    @Argument(help: "Where it shall be. There must be none yet.")
    var to: String
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let (source, target) = (try StatePlace(from, workspace), try StatePlace(to, workspace))
        let line = ProgressLine(console)
        let transfer = try line.during {
            try workspace.copyState(from: source, to: target) { progress in line.show(progress.text) }
        }
        for warning in transfer.warnings { console.warn(warning) }
        try console.show(transfer)
        if !target.isConfigured { console.remark("Next: let 'state:' in the configuration name it, and keep the old one until you have seen it work.") }
        return transfer.warnings.isEmpty ? .done : .partial
    }
}

extension StateCopyProgress {
    /// A line for a terminal.
    var text: String {
        let share = of > 0 ? rows * 100 / of : 100
        return "\(stage == .copying ? "copying" : "checking") \(table): \(rows) of \(of) rows, \(share) %"
    }
}

extension StateTransfer: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["\(style.green(sha256 == nil ? "Copied" : "Done")): \(from.printable) → \(to.printable)"]
        lines.append(
            "  \(rows) rows in \(tables.count) tables, each compared; the journal has \(journal.entries) entries, and the same root: "
                + "\(journal.root.prefix(16))…")
        if replaced > 0 { lines.append("  \(replaced) rows that were there before are gone") }
        if let bytes { lines.append("  \(byteText(Int64(bytes)))") }
        if let sha256 { lines.append("  SHA-256 of the file: \(sha256)") }
        return lines.joined(separator: "\n")
    }
}
