import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets rollback`.
struct SecretsRollbackCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Put the previous value back everywhere, while it is not retired yet.",
        discussion: "Example: firebreak secrets rollback JWT_SECRET --yes --reason 'api does not take the new key'")

    @Argument(help: "The secret's name.")
    var name: String
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try action.act(
            RollBackRotation(name: name), workspace, console,
            asking: { "Put the previous value of \(name) back everywhere?" })
    }
}
