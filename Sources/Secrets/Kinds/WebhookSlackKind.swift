internal import Tokens

/// `webhook-slack`: the signing secret of a Slack app.
struct WebhookSlackKind: WebhookKind {
    init() {}

    let scheme = WebhookScheme.slack
}
