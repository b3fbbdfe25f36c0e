import ArgumentParser
import Basics
import Response

/// `firebreak webhook public-key`.
struct WebhookPublicKeyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "public-key",
        abstract: "Print what receivers need to verify, of every live version: for Ed25519 schemes.",
        discussion: """
            For webhook-standard with {version: v1a} and webhook-discord. The current version's stands first.

            Example: firebreak webhook public-key --secret HOOK
            """)

    @Option(help: ArgumentHelp("The secret that signs.", valueName: "name"))
    var secret: String
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(WebhookPublicKeysResult(keys: workspace.webhookPublicKeys(secret: secret)))
        return .done
    }
}

/// The public keys of a webhook secret.
struct WebhookPublicKeysResult: CommandResult {
    struct Key: Encodable {
        let stage: String
        let version: Int
        let publicKey: String
    }

    let keys: [Key]

    init(keys: [(stage: String, version: Int, key: String)]) {
        self.keys = keys.map { Key(stage: $0.stage, version: $0.version, publicKey: $0.key) }
    }

    func text(width: Int, style: Style) -> String { keys.map(\.publicKey).joined(separator: "\n") }
}
