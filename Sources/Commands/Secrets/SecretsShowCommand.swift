import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets show`.
struct SecretsShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one secret's versions, stages and rotation; never its value.",
        discussion: "Example: firebreak secrets show JWT_SECRET")

    @Argument(help: "The secret's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(try workspace.secretDetails(name))
        return .done
    }
}
