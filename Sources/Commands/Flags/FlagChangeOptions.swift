import ArgumentParser
import Basics
import Flags
import Response

/// What every command takes that changes one flag.
struct FlagChangeOptions: ParsableArguments {
    @Argument(help: "The flag's name.")
    var name: String
    @Option(
        help: ArgumentHelp(
            "The source, by its name in the configuration. Default: the one that has the flag.", valueName: "name"))
    var source: String?
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("Put it back after this time, as 30m or 2h; `firebreak tick` does it.", valueName: "duration"))
    var lifetime: DurationArgument?
    @OptionGroup var action: ActionOptions

    func validate() throws {
        if let lifetime, lifetime.duration <= .zero { throw ValidationError("--for is longer than nothing, as 30m or 2h.") }
    }

    /// Plans or makes the change, after asking.
    func change(to value: FlagValue, _ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try action.act(
            SetFlag(name: name, source: source, value: value, lifetime: lifetime?.duration), workspace, console,
            asking: { "Set \(name) to \(value)?" })
    }
}
