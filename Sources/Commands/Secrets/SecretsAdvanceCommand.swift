import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets advance`.
struct SecretsAdvanceCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Carry a rotation on as far as time allows.",
        discussion: """
            `firebreak tick` does this for every secret.

            Example: firebreak secrets advance JWT_SECRET --yes
            """)

    @Argument(help: "The secret's name.")
    var name: String
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try action.act(AdvanceRotation(name: name), workspace, console, asking: nil)
    }
}
