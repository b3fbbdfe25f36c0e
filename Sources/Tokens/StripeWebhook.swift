internal import Basics
internal import Cryptography

/// Stripe's scheme (docs.stripe.com/webhooks, "Verify webhook signatures manually"; stripe-python, _webhook.py):
/// HMAC-SHA256 over `timestamp.body` under the whole `whsec_…` text, which is not decoded, in hexadecimal, in one header
/// `t=…,v1=…,v1=…`. Its `v0` and whatever else may stand there are passed over.
struct StripeWebhook: WebhookTextKeyed {
    let carriesSeveralSignatures = true

    private static let header = "Stripe-Signature"
    /// More parts than Stripe sends while a secret is rolled: beyond that a header only costs time.
    private static let mostParts = 64

    /// 32 letters and digits (190 bits) after `whsec_`, as Stripe's own.
    func generateKey() throws(CryptographyError) -> Secret {
        Secret(utf8: "whsec_").appending(try Random.text(length: 32, alphabet: Base62.alphabet))
    }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        let time = try delivery.seconds()
        let text = Self.text(time, delivery.body)
        _ = try signer(keys)
        var value = "t=" + time
        for key in keys {
            let code = try key.withSecret { (secret) throws(WebhookError) in try authenticate(text, secret) }
            value += ",v1=" + Hexadecimal.encode(code)
        }
        return [(Self.header, value)]
    }

    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook {
        let parts = try request.header(Self.header).utf8.split(separator: UInt8(ascii: ","))
        guard parts.count <= Self.mostParts else { throw .malformedHeader(Self.header) }
        let times = Self.values("t=", parts)
        let codes = Self.values("v1=", parts).compactMap { Hexadecimal.decode($0) }
            .filter { $0.count == DigestAlgorithm.sha256.byteCount }
        guard let time = times.first, times.count == 1, !codes.isEmpty else { throw .malformedHeader(Self.header) }
        let timestamp = try WebhookRequest.timestamp(time, Self.header)
        try clock.check(timestamp)
        // The time is signed as it is written, so a zero before it counts.
        let matched = try position(of: codes, [Self.text(time, request.body)], keys)
        return VerifiedWebhook(matched: matched, timestamp: timestamp)
    }

    private static func text(_ time: String, _ body: [UInt8]) -> [UInt8] { Array("\(time).".utf8) + body }

    private static func values(_ name: String, _ parts: [Substring.UTF8View]) -> [String] {
        parts.filter { $0.starts(with: name.utf8) }.map {
            String(decoding: $0.dropFirst(name.utf8.count), as: UTF8.self)
        }
    }
}
