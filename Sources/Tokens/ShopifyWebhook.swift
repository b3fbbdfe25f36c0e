internal import Basics
internal import Cryptography

/// Shopify's scheme (shopify.dev, "Verify webhook deliveries"): HMAC-SHA256 over the body under the app's client
/// secret, in Base 64. It has neither a time nor an identifier that is signed, so a delivery can be sent again, and room
/// for one signature.
struct ShopifyWebhook: WebhookTextKeyed {
    let carriesSeveralSignatures = false

    private static let header = "X-Shopify-Hmac-SHA256"

    func generateKey() throws(CryptographyError) -> Secret { try Random.secret(32).base64(.url) }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        [(Self.header, Base64.encode(try authenticate(delivery.body, firstOf: keys)))]
    }

    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook {
        guard let code = Base64.decode(try request.header(Self.header)),
            code.count == DigestAlgorithm.sha256.byteCount
        else { throw .malformedHeader(Self.header) }
        return VerifiedWebhook(matched: try position(of: [code], [request.body], keys))
    }
}
