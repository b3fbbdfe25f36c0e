import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags enable`.
struct FlagsEnableCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Switch a feature on, keeping what was there before.",
        discussion: """
            Example:
              firebreak flags enable ENABLE_EXPORTS --for 2h --reason leak --yes
            """)

    @OptionGroup var options: FlagChangeOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try options.change(to: .boolean(true), workspace, console)
    }
}
