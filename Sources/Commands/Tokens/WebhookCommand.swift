import ArgumentParser

/// `firebreak webhook`.
struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Sign and verify webhooks.",
        subcommands: [WebhookSignCommand.self, WebhookVerifyCommand.self])
}
