internal import Tokens

/// `webhook-discord`: the public key of a Discord application (64 hexadecimal digits), which only verifies, or a
/// secret key (128) for whoever stands in for Discord.
struct WebhookDiscordKind: WebhookKind {
    init() {}

    let scheme = WebhookScheme.discord
}
