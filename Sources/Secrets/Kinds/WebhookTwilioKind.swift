internal import Tokens

/// `webhook-twilio`: the auth token of a Twilio account.
struct WebhookTwilioKind: WebhookKind {
    init() {}

    let scheme = WebhookScheme.twilio
}
