import ArgumentParser
import Basics
import Response
import Sessions

/// `firebreak sessions list`.
struct SessionsListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List who has sessions, and how many.",
        discussion: """
            Session ids never show: each stands as a short fingerprint.

            Examples:
              firebreak sessions list --store web
              firebreak sessions list --store web --user alice --json
            """)

    @OptionGroup var selection: SelectorOptions
    @Option(help: ArgumentHelp("At most this many principals.", valueName: "n"))
    var limit = 100
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit is between 1 and 1000000.") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let store = try workspace.store(selection.store)
        try console.show(try store.list(selection.selector(workspace.time), limit: limit))
        return .done
    }
}
