import ArgumentParser
import Basics
import Response

/// `firebreak state restore`.
struct StateRestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the configured state.",
        discussion: """
            Into an empty state, or with --replace in the place of what is there, which it says and asks about first: what was \
            journalled after the backup is lost. The new state is verified before the old one goes. What unlocks the keyring \
            must be in its place.

            Examples:
              firebreak state restore /backups/firebreak-2026-11-21.db
              firebreak state restore b.db --sha256 "$(cat b.db.sha256)" --replace --yes
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file"))
    var file: String
    @Option(help: ArgumentHelp("What the file's SHA-256 must be, as the backup printed it.", valueName: "digest"))
    var sha256: String?
    @Flag(help: "Let go what the configured state holds.")
    var replace = false
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let there = try workspace.stateToReplace()
        if !there.isEmpty {
            let rows = there.map { "\($0.rows) in \($0.name)" }.joined(separator: ", ")
            guard replace else {
                throw CommandFailure(
                    .refused, "there is a state at \(try workspace.stateName) already (rows: \(rows))",
                    hint: "back it up first ('firebreak state backup FILE'); then --replace lets it go")
            }
            try console.confirm(
                "Replace the state at \(workspace.stateName) by \(file)? These rows go: \(rows).", given: yes,
                hint: "add --yes; 'firebreak state show' says what is there")
        }
        let line = ProgressLine(console)
        let transfer = try line.during {
            try workspace.restoreState(from: file, digest: sha256, mayReplace: replace) { progress in line.show(progress.text) }
        }
        for warning in transfer.warnings { console.warn(warning) }
        try console.show(transfer)
        return transfer.warnings.isEmpty ? .done : .partial
    }
}
