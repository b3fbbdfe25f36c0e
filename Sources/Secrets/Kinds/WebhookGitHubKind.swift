internal import Tokens

/// `webhook-github`: the text that GitHub signs its deliveries with; its UTF-8 bytes are the key of HMAC-SHA256.
struct WebhookGitHubKind: WebhookKind {
    init() {}

    let scheme = WebhookScheme.github
}
