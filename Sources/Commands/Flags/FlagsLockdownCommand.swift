import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags lockdown`.
struct FlagsLockdownCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "lockdown", abstract: "Apply a profile of the configuration as one unit.",
        discussion: """
            Where one flag fails, those before it are put back.

            Examples:
              firebreak flags lockdown webhooks-off --for 4h --yes
              firebreak flags restore --lockdown webhooks-off --yes
            """)

    @Argument(help: "The profile's name under 'lockdowns:'.")
    var profile: String
    @Option(name: .customLong("for"), help: ArgumentHelp("Put everything back after this time, as 30m or 2h; `firebreak tick` does it.", valueName: "duration"))
    var lifetime: DurationArgument?
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try action.act(
            LockDown(profile: profile, lifetime: lifetime?.duration), workspace, console,
            asking: { "Apply the lockdown \(profile)?" })
    }
}
