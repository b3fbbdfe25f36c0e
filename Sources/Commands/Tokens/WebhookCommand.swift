import ArgumentParser

/// `firebreak webhook`.
struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Sign and verify webhooks.",
        discussion: """
            The secret's kind says how: webhook-standard, -github, -stripe, -slack, -shopify, -twilio, -gitlab, -discord.
            GitHub, Shopify, Twilio and GitLab's secret token sign no time: what verifies may be a request that somebody
            has kept and sends again. The others are refused when they are more than five minutes old, or ahead.
            """,
        subcommands: [WebhookSignCommand.self, WebhookVerifyCommand.self, WebhookPublicKeyCommand.self])
}
