import ArgumentParser
import Basics
import Flags
import Response

/// `firebreak flags restore`.
struct FlagsRestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put flags back as they were before they were overridden.",
        discussion: """
            A flag that somebody else has changed since is left alone and named (exit status 2); --force overrides it.
            A name is a flag's or an override's.

            Examples:
              firebreak flags restore ENABLE_EXPORTS --yes
              firebreak flags restore --lockdown webhooks-off --yes
              firebreak flags restore --incident INC-20261121-001 --yes
            """)

    @Argument(help: "The flag, or the override by its id.")
    var name: String?
    @Option(help: ArgumentHelp("The source, where several have the flag.", valueName: "name"))
    var source: String?
    @Option(help: ArgumentHelp("Everything that this lockdown changed.", valueName: "profile"))
    var lockdown: String?
    @Flag(help: "Put it back even where somebody else has changed it since.")
    var force = false
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard name == nil || lockdown == nil else {
            throw ValidationError("Name a flag, or say --lockdown, not both.")
        }
        guard name != nil || lockdown != nil || action.incident != nil else {
            throw ValidationError("What is to be restored? Name a flag, or say --lockdown or --incident.")
        }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let selection: OverrideSelection
        if let name {
            selection = .flagOrOverride(name, source: source)
        } else if let lockdown {
            selection = .lockdown(lockdown)
        } else {
            selection = .incident(action.incident ?? "")
        }
        return try action.act(
            RestoreFlags(selection, isForced: force), workspace, console,
            asking: { "Put back what was there before?" })
    }
}
