import ArgumentParser
import Basics
import Response
import Secrets

/// `firebreak secrets import`.
struct SecretsImportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take a value that is in use already into the keyring, without changing it anywhere.",
        discussion: """
            Without more, the value is what the secret's destinations hold now; or it stands in a .env file.

            Examples:
              firebreak secrets import JWT_SECRET
              firebreak secrets import --all
              firebreak secrets import STRIPE_HOOK --dotenv .env.production \\
                  --kind webhook-stripe
              firebreak secrets import STRIPE_HOOK --dotenv .env \\
                  --key STRIPE_WEBHOOK_SECRET
            """)

    @Argument(help: "The secret's name.")
    var name: String?
    @Flag(help: "Every secret of the configuration that the keyring does not have, from its destinations.")
    var all = false
    @Option(help: ArgumentHelp("Take it from this .env file.", valueName: "path"))
    var dotenv: String?
    @Option(help: ArgumentHelp("The key in the .env file. Default: the secret's name.", valueName: "key"))
    var key: String?
    @Option(help: ArgumentHelp("Its kind, where the configuration does not say it. Default: random.", valueName: "kind"))
    var kind: String?
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if all == (name != nil) { throw ValidationError("Name one secret, or say --all.") }
        if all && dotenv != nil { throw ValidationError("--dotenv goes with the name of one secret.") }
        if key != nil && dotenv == nil { throw ValidationError("--key goes with --dotenv.") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard let name else { return try importAll(workspace, console) }
        let origin = dotenv.map { ImportSecret.Origin.dotEnv(path: $0, key: key ?? name) } ?? .destinations
        let operation = ImportSecret(name: name, kind: kind, from: origin)
        if action.dryRun {
            try console.show(try operation.plan(workspace))
        } else {
            try console.show(try workspace.carryOut(operation, incident: action.incident, reason: action.reason))
        }
        return .done
    }

    /// One that cannot be imported does not stop the others.
    private func importAll(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        var imported = ImportList(isPlan: action.dryRun)
        for definition in workspace.configuration.secrets where try workspace.keyring.kind(of: definition.name) == nil {
            let operation = ImportSecret(name: definition.name, kind: nil, from: .destinations)
            do {
                if action.dryRun {
                    imported.planned.append(try operation.plan(workspace))
                } else {
                    imported.done.append(
                        try workspace.carryOut(operation, incident: action.incident, reason: action.reason))
                }
            } catch let failure as any Failure {
                imported.failed.append(ImportList.Failed(name: definition.name, message: failure.message.printable))
            }
        }
        try console.show(imported)
        return imported.failed.isEmpty ? .done : .partial
    }
}

/// What `secrets import --all` did.
struct ImportList: CommandResult {
    struct Failed: Encodable {
        let name: String
        let message: String
    }
    let isPlan: Bool
    var planned: [ImportSecret.Plan] = []
    var done: [AddOutcome] = []
    var failed: [Failed] = []

    func text(width: Int, style: Style) -> String {
        let lines =
            planned.map { $0.text(width: width, style: style) } + done.map { $0.text(width: width, style: style) }
            + failed.map { style.yellow("! ") + "\($0.name): \($0.message)" }
        return lines.isEmpty ? "The keyring has every secret of the configuration already." : lines.joined(separator: "\n")
    }
}

extension ImportSecret.Plan: CommandResult {
    func text(width: Int, style: Style) -> String {
        "Would import \(name) (\(kind)) from \(from.map(\.printable).joined(separator: ", "))"
    }
}
