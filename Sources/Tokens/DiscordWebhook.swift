internal import Basics
internal import Cryptography

/// Discord's scheme (discord.com/developers/docs, "Interactions: Security and Authorization"): Ed25519 over the
/// timestamp and the body, nothing between them, in hexadecimal. Discord sends requests with a wrong signature on
/// purpose: they want a 401. One signature.
///
/// A receiver's key is the application's public key, 64 hexadecimal digits. A key that signs, for whoever stands in for
/// Discord, is 128 digits: the seed and then the public key, as NaCl holds it.
struct DiscordWebhook: WebhookSigning {
    let carriesSeveralSignatures = false

    private static let timeHeader = "X-Signature-Timestamp"
    private static let header = "X-Signature-Ed25519"

    func generateKey() throws(CryptographyError) -> Secret { try WebhookEd25519.generate().hexadecimal() }

    func checkKey(_ key: borrowing Secret) throws(WebhookError) { _ = try Self.publicKey(key) }

    func publicKey(of key: borrowing Secret) throws(WebhookError) -> String? {
        Hexadecimal.encode(try Self.publicKey(key).ed25519Bytes ?? [])
    }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        let time = try delivery.seconds()
        let text = Array(time.utf8) + delivery.body
        let signature = try signer(keys).withSecret { (key) throws(WebhookError) in
            let bytes = try Self.bytes(key)
            guard bytes.count == 64 else { throw .unusableKey("it is a public key, which only verifies") }
            return try WebhookEd25519.sign(text, WebhookEd25519.privateKey(bytes))
        }
        return [(Self.header, Hexadecimal.encode(signature)), (Self.timeHeader, time)]
    }

    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook {
        // Eleven digits at most, and no other character: where the time ends and the body begins is not signed.
        let timestamp = try request.timestamp(Self.timeHeader)
        let signature = try request.hexadecimal(
            Self.header, after: "", byteCount: WebhookEd25519.signatureByteCount)
        try clock.check(timestamp)
        let text = Array(try request.header(Self.timeHeader).utf8) + request.body
        let matched = try position(in: keys) { (key) throws(WebhookError) in
            try Self.publicKey(key).verify(signature, of: text, .ed25519)
        }
        return VerifiedWebhook(matched: matched, timestamp: timestamp)
    }

    private static func publicKey(_ key: borrowing Secret) throws(WebhookError) -> PublicKey {
        let bytes = try bytes(key)
        if bytes.count == 32 { return try WebhookEd25519.publicKey(bytes) }
        return try WebhookEd25519.publicKey(of: WebhookEd25519.privateKey(bytes))
    }

    private static func bytes(_ key: borrowing Secret) throws(WebhookError) -> Secret {
        guard key.count == 64 || key.count == 128 else {
            throw .unusableKey("a Discord key is 64 hexadecimal digits (public) or 128 (secret)")
        }
        do throws(CryptographyError) {
            return try Secret(hexadecimal: key, "the Discord key")
        } catch { throw .unusableKey(error.message) }
    }
}
