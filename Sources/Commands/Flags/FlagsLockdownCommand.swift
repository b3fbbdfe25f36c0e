import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags lockdown`.
struct FlagsLockdownCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "lockdown", abstract: "Apply a profile of the configuration as one unit.",
        discussion: """
            Where one flag fails, those before it are put back. Undo: firebreak flags restore --lockdown PROFILE --yes

            Example: firebreak flags lockdown webhooks-off --for 4h --yes
            """)

    @Argument(help: "The profile's name under 'lockdowns:'.")
    var profile: String
    @Option(name: .customLong("for"), help: ArgumentHelp("Put everything back after this time.", valueName: "duration"))
    var lifetime: DurationArgument?
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let lockdown = LockDown(profile: profile, lifetime: lifetime?.duration)
        if action.dryRun {
            try console.show(try lockdown.plan(workspace))
            return .done
        }
        try console.confirm("Apply the lockdown \(profile)?", given: action.yes)
        let receipt = try workspace.carryOut(lockdown, incident: action.incident, reason: action.reason)
        try console.show(receipt)
        return receipt.status
    }
}
