import ArgumentParser
import Basics
import Response

/// `firebreak state backup`.
struct StateBackupCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write the state into one file, verified, while everything goes on.",
        discussion: """
            The file is a SQLite database (mode 0600) whatever holds the state, and never overwrites another. It appears whole, \
            or not at all. Secrets in it are sealed; without what unlocks the keyring it opens none, and without the file the \
            key opens nothing: keep them in two places.

            Examples:
              firebreak state backup /backups/firebreak-$(date +%F).db
              firebreak state backup b.db --json | jq -r .sha256 > b.db.sha256
            """)

    @Argument(help: ArgumentHelp("The file to make.", valueName: "file"))
    var file: String
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let line = ProgressLine(console)
        let transfer = try line.during { try workspace.backUpState(to: file) { progress in line.show(progress.text) } }
        for warning in transfer.warnings { console.warn(warning) }
        try console.show(transfer)
        return .done
    }
}
