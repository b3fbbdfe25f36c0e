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
        let retirement = RetireSecret(name: name, isUnproven: unproven)
        if action.dryRun {
            try console.show(try retirement.plan(workspace))
            return .done
        }
        try console.confirm("Retire the previous value of \(name) now?", given: action.yes)
        let outcome = try workspace.carryOut(retirement, incident: action.incident, reason: action.reason)
        try console.show(outcome)
        return outcome.status
    }
}
