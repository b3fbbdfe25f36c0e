import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags set`.
struct FlagsSetCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Give a flag a value, keeping what was there before.",
        discussion: """
            The value is read as true or false, a number, JSON, and else as text.

            Example:
              firebreak flags set MAX_UPLOAD_MB 5 --for 2h --reason 'disk full' --yes
            """)

    @OptionGroup var options: FlagChangeOptions
    @Argument(help: "The value.")
    var value: String
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try options.change(to: FlagValue(parsing: value), workspace, console)
    }
}
