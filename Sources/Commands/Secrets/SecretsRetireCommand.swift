import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets retire`.
struct SecretsRetireCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "End the overlap now: the previous value is accepted no longer.",
        discussion: "Example: firebreak secrets retire JWT_SECRET --yes")

    @Argument(help: "The secret's name.")
    var name: String
    @Flag(help: "Also where it is not proven that consumers took the new value up.")
    var unproven = false
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try action.act(
            RetireSecret(name: name, isUnproven: unproven), workspace, console,
            asking: { "Retire the previous value of \(name) now?" })
    }
}
