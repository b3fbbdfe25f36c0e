import ArgumentParser
import Basics
import Response
import Sessions

/// `firebreak sessions count`.
struct SessionsCountCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count the sessions that match; all of them where nothing is said.",
        discussion: """
            Examples:
              firebreak sessions count --store web
              firebreak sessions count --store web --role admin
            """)

    @OptionGroup var selection: SelectorOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let store = try workspace.store(selection.store)
        let count = try store.count(selection.selector(workspace.time))
        try console.show(count)
        return .done
    }
}
