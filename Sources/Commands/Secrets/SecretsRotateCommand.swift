import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets rotate`.
struct SecretsRotateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new version and bring it to every destination.",
        discussion: """
            The new value is sealed and on disk before any destination sees it; the old one stays valid for the \
            overlap. Where something stops it in the middle, the same command, `advance` or `tick` goes on.

            Examples:
              firebreak secrets rotate JWT_SECRET --yes
              firebreak secrets rotate JWT_SECRET --dry-run
              firebreak secrets rotate JWT_SECRET --rehearse              # on copies, with times
              firebreak secrets rotate JWT_SECRET --compromised --yes     # no overlap: the old one ends now
            """)

    @Argument(help: "The secret's name.")
    var name: String
    @Flag(help: "The old value has leaked: skip the overlap and retire it at once.")
    var compromised = false
    @Flag(help: "Go through every step on copies, say how long each took, and change nothing.")
    var rehearse = false
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if rehearse && compromised { throw ValidationError("--rehearse goes through a routine rotation.") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        if rehearse {
            try console.show(try workspace.rehearseRotation(name))
            return .done
        }
        let rotation = RotateSecret(name: name, isCompromised: compromised)
        if action.dryRun {
            try console.show(try rotation.plan(workspace))
            return .done
        }
        let question =
            compromised
            ? "Rotate \(name) and retire the old value at once?" : "Rotate \(name)?"
        try console.confirm(question, given: action.yes)
        let outcome = try workspace.carryOut(rotation, incident: action.incident, reason: action.reason)
        try console.show(outcome)
        return outcome.status
    }
}
