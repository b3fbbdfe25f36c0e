import ArgumentParser
import Basics
import Files
import Response
import Secrets

/// `firebreak secrets add`.
struct SecretsAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Put a first version of a secret into the keyring; without a value it is generated.",
        discussion: """
            The value comes from a file or from standard input, never from an argument: arguments show in process lists.

            Examples:
              firebreak secrets add JWT_SECRET                          # generated
              firebreak secrets add GITHUB_HOOK --kind webhook-github --from-file hook.txt
              pass show stripe | firebreak secrets add STRIPE --kind random

            Some values are made by the other side, and come in here: Stripe (Developers, Webhooks, Signing secret), \
            Slack (Basic Information, Signing Secret), Shopify (the app's API secret key), Twilio (Auth Token), Discord \
            (General Information, Public Key). A value that is in use already comes in with `secrets import`. To \
            change one, have it made there, then `secrets rotate NAME --from-file`.

              firebreak secrets add STRIPE_HOOK --kind webhook-stripe --from-file hook.txt
            """)

    @Argument(help: "The secret's name.")
    var name: String
    @Option(help: ArgumentHelp("Its kind, where the configuration does not say it. Default: random.", valueName: "kind"))
    var kind: String?
    @Option(
        help: ArgumentHelp(
            "Read the value from this file; - reads standard input. One line end at its end is cut.", valueName: "path")
    )
    var fromFile: String?
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let addition = AddSecret(name: name, kind: kind, value: try givenValue(console))
        if action.dryRun {
            try console.show(try addition.plan(workspace))
        } else {
            try console.show(
                try workspace.carryOut(addition, incident: action.incident, reason: action.reason))
        }
        return .done
    }

    /// The value from the file, or from standard input where something other than a terminal or /dev/null is there.
    private func givenValue(_ console: Console) throws -> [UInt8]? {
        switch fromFile {
        case "-": return try FileReader.readStandardInput(limit: 1 << 20)
        case let path?: return try FileReader.read(path, limit: 1 << 20)
        case nil:
            guard standardInputHasContent() else { return nil }
            let bytes = try FileReader.readStandardInput(limit: 1 << 20)
            return bytes.isEmpty ? nil : bytes
        }
    }
}
