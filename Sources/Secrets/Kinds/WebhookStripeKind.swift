internal import Tokens

/// `webhook-stripe`: a signing secret of a Stripe endpoint, `whsec_…`, the whole text of which is the key.
struct WebhookStripeKind: WebhookKind {
    init() {}

    let scheme = WebhookScheme.stripe
}
