import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags disable`.
struct FlagsDisableCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Switch a feature off, keeping what was there before.",
        discussion: """
            Example:
              firebreak flags disable ENABLE_EXPORTS --for 2h --reason leak --yes
            """)

    @OptionGroup var options: FlagChangeOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try options.change(to: .boolean(false), workspace, console)
    }
}
