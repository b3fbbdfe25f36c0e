internal import Basics
internal import Cryptography

/// GitHub's scheme (docs.github.com, "Validating webhook deliveries"): HMAC-SHA256 over the body, in hexadecimal after
/// `sha256=`. It has neither a time nor an identifier, so a delivery can be sent again, and room for one signature.
struct GitHubWebhook: WebhookTextKeyed {
    let carriesSeveralSignatures = false

    private static let header = "X-Hub-Signature-256"
    private static let prefix = "sha256="

    func generateKey() throws(CryptographyError) -> Secret { try Random.secret(32).base64(.url) }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        [(Self.header, Self.prefix + Hexadecimal.encode(try authenticate(delivery.body, firstOf: keys)))]
    }

    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook {
        let code = try request.hexadecimal(
            Self.header, after: Self.prefix, byteCount: DigestAlgorithm.sha256.byteCount)
        return VerifiedWebhook(matched: try position(of: [code], [request.body], keys))
    }
}
