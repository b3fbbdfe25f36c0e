import ArgumentParser
import Basics
import Response

/// `firebreak secrets rewrap`.
struct SecretsRewrapCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rewrap",
        abstract: "Wrap the keyring under another key or passphrase; no secret is touched.",
        discussion: """
            Say in the configuration what opens it from now on, and what opened it before:
              keyring:
              # or keyfile, credential, command
                unlock: {passphrase: "${env:FIREBREAK_PASSPHRASE}"}
                formerly: {keyfile: .firebreak/keyring.key}
            Everything works with both until then. Afterwards 'formerly' can go, and the old key with it.

            Example: firebreak secrets rewrap --yes
            """)

    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try action.act(
            RewrapKeyring(), workspace, console,
            asking: { "Wrap the keyring under what 'keyring.unlock' says?" })
    }
}

extension RewrapKeyring.Plan: CommandResult {
    func text(width: Int, style: Style) -> String {
        isDue
            ? "Would wrap the keyring under 'keyring.unlock'; it opens by 'keyring.formerly' now"
            : "The keyring opens by 'keyring.unlock' already; it would be wrapped anew"
    }
}

extension RewrapKeyring.Receipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        changed
            ? "\(style.green("Rewrapped")): 'keyring.formerly' can be taken out of the configuration, and the old key destroyed"
            : "\(style.green("Rewrapped")) under the same"
    }
}
