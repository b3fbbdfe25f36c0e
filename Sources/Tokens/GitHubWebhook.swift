internal import Basics
internal import Cryptography

/// GitHub's scheme (docs.github.com, "Validating webhook deliveries"): HMAC-SHA256 over the body, in hexadecimal after
/// `sha256=`. It has neither a time nor an identifier, so a delivery can be sent again, and room for one signature.
struct GitHubWebhook: WebhookSigning {
    let carriesSeveralSignatures = false

    private static let header = "X-Hub-Signature-256"
    private static let prefix = "sha256="

    func generateKey() throws(CryptographyError) -> Secret { try Random.secret(32).base64(.url) }

    /// The key is a text, and its bytes sign.
    func messageKey(_ key: borrowing Secret) throws(WebhookError) -> Secret {
        guard key.count > 0 else { throw .unusableKey("it is empty") }
        return key.copy()
    }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        guard let key = keys.first else { throw .unusableKey("none was given") }
        return [(Self.header, Self.prefix + Hexadecimal.encode(try authenticate(delivery.body, key)))]
    }

    func verify(_ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock) throws(WebhookError) -> Int {
        let value = try request.header(Self.header)
        guard value.hasPrefix(Self.prefix), let code = Hexadecimal.decode(value.dropFirst(Self.prefix.count)),
            code.count == DigestAlgorithm.sha256.byteCount
        else { throw .malformedHeader(Self.header) }
        return try position(of: [code], request.body, keys)
    }
}
