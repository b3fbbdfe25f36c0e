import ArgumentParser
import Basics
import Response

/// `firebreak state show`.
struct StateShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Say which database holds the state, its schema, its size, and what is in it.",
        discussion: """
            Nothing is changed, and the keyring need not open: a backup can be looked at anywhere.

            Examples:
              firebreak state show
              firebreak state show backup-2026-11-21.db
              firebreak state show 'postgres://firebreak@db/ops?schema=firebreak' --json
            """)

    @Argument(help: ArgumentHelp("Another state: a file, postgres://…, or env:NAME for the variable with its URL.", valueName: "place"))
    var place = "configured"
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(try workspace.stateOverview(of: StatePlace(place, workspace)))
        return .done
    }
}

extension StateOverview: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = [
            place.printable,
            "  \(engine.printable), schema \(schema)\(schema == knownSchema ? "" : " (this firebreak: \(knownSchema))"), "
                + byteText(bytes),
            "  journal: \(journal.entries) entries"
                + (journal.lastAt.map { ", the last of \($0.formatted(fractionDigits: 0))" } ?? ""),
        ]
        if !tables.isEmpty {
            var table = Table("table", "rows")
            for one in tables { table.add(one.name, String(one.rows)) }
            lines.append(table.text(width: width, style: style))
        }
        return lines.joined(separator: "\n")
    }
}

/// A number of bytes for people.
func byteText(_ bytes: Int64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    if unit == 0 { return "\(bytes) bytes" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
}
