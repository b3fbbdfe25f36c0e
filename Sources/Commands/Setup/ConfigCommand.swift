import ArgumentParser
import Basics
import JSON
import Response

/// `firebreak config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check the configuration.", subcommands: [ConfigCheckCommand.self, ConfigSchemaCommand.self])
}

/// `firebreak config schema`.
struct ConfigSchemaCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of firebreak.yaml, for editors.",
        discussion: """
            Example:
              firebreak config schema > firebreak.schema.json
              # yaml-language-server: $schema=firebreak.schema.json
              # then, at the top of firebreak.yaml:
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        console.print(try ConfigurationSchema.document().pretty)
        return .done
    }
}

/// `firebreak config check`.
struct ConfigCheckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the configuration, every reference in it included, and say what it declares.",
        discussion: "Example: firebreak config check --config firebreak.yaml")

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let check = ConfigurationCheck(workspace)
        try console.show(check)
        return check.unresolved.isEmpty ? .done : .configuration
    }
}
