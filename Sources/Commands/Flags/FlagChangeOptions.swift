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
        help: ArgumentHelp("Put it back after this time; `firebreak tick` does it.", valueName: "duration"))
    var lifetime: DurationArgument?
    @OptionGroup var action: ActionOptions

    /// Plans or makes the change, after asking.
    func change(to value: FlagValue, _ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let operation = SetFlag(name: name, source: source, value: value, lifetime: lifetime?.duration)
        if action.dryRun {
            try console.show(try operation.plan(workspace))
            return .done
        }
        try console.confirm("Set \(name) to \(value)?", given: action.yes)
        let receipt = try workspace.carryOut(operation, incident: action.incident, reason: action.reason)
        try console.show(receipt)
        return receipt.status
    }
}
