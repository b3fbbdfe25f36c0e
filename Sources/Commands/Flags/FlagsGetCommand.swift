import ArgumentParser
import Basics
import Flags
import JSON
import Response

/// `firebreak flags get`.
struct FlagsGetCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print a flag's value.",
        discussion: "Example: firebreak flags get ENABLE_EXPORTS")

    @Argument(help: "The flag's name.")
    var name: String
    @Option(help: ArgumentHelp("The source. Default: the one that has the flag.", valueName: "name"))
    var source: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let state = try workspace.flag(name, source: source)
        if console.isJSON {
            console.print(try JSONValue(encoding: state).pretty)
        } else {
            console.print(String(describing: state.value).printable)
        }
        return .done
    }
}
