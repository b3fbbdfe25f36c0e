import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets history`.
struct SecretsHistoryCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List every version a secret has had, and every rotation.",
        discussion: "Example: firebreak secrets history JWT_SECRET --json")

    @Argument(help: "The secret's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(try workspace.secretHistory(name))
        return .done
    }
}
