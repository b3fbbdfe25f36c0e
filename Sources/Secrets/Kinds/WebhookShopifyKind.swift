internal import Tokens

/// `webhook-shopify`: the client secret of a Shopify app.
struct WebhookShopifyKind: WebhookKind {
    init() {}

    let scheme = WebhookScheme.shopify
}
