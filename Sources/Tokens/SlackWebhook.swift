internal import Basics
internal import Cryptography

/// Slack's scheme (api.slack.com, "Verifying requests from Slack"; slack_sdk, signature/__init__.py): HMAC-SHA256 over
/// `v0:timestamp:body`, in hexadecimal after `v0=`. One signature.
struct SlackWebhook: WebhookTextKeyed {
    let carriesSeveralSignatures = false

    private static let timeHeader = "X-Slack-Request-Timestamp"
    private static let header = "X-Slack-Signature"
    private static let prefix = "v0="

    /// Hexadecimal, as Slack's own, and twice as long.
    func generateKey() throws(CryptographyError) -> Secret { try Random.secret(32).hexadecimal() }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        let time = try delivery.seconds()
        let code = try authenticate(Self.text(time, delivery.body), firstOf: keys)
        return [(Self.timeHeader, time), (Self.header, Self.prefix + Hexadecimal.encode(code))]
    }

    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook {
        let timestamp = try request.timestamp(Self.timeHeader)
        let code = try request.hexadecimal(
            Self.header, after: Self.prefix, byteCount: DigestAlgorithm.sha256.byteCount)
        try clock.check(timestamp)
        // The time is signed as it is written, so a zero before it counts.
        let text = Self.text(try request.header(Self.timeHeader), request.body)
        return VerifiedWebhook(matched: try position(of: [code], [text], keys), timestamp: timestamp)
    }

    private static func text(_ time: String, _ body: [UInt8]) -> [UInt8] { Array("v0:\(time):".utf8) + body }
}
