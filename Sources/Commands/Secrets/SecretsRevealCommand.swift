import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets reveal`.
struct SecretsRevealCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "reveal", abstract: "Write a secret's value to a file that only you can read.",
        discussion: """
            The file is created with mode 0600 and never overwritten. --output - writes to standard output, when you \
            ask for it by name. Every reveal stands in the journal.

            Examples:
              firebreak secrets reveal JWT_SECRET --output jwt.txt
              firebreak secrets reveal JWT_SECRET --output - \\
                  | ssh host 'cat > /run/secrets/jwt'
            """)

    @Argument(help: "The secret's name.")
    var name: String
    @Option(help: ArgumentHelp("The version. Default: the current one.", valueName: "n"))
    var version: Int?
    @Option(name: .shortAndLong, help: ArgumentHelp("The file to create; - for standard output.", valueName: "path"))
    var output: String
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let reveal = RevealSecret(name: name, version: version, output: output == "-" ? nil : output)
        if action.dryRun {
            try console.show(try reveal.plan(workspace))
            return .done
        }
        let receipt = try workspace.carryOut(reveal, incident: action.incident, reason: action.reason)
        if output == "-" {
            try workspace.withSecretValue(name, version: version) { console.printBytes($0) }
        } else {
            try console.show(receipt)
        }
        return .done
    }
}
