public import Basics
public import Cryptography

/// One header of a request.
public typealias WebhookHeader = (name: String, value: String)

/// A way of signing webhooks. Each has a file of its own that conforms to `WebhookSigning`.
public enum WebhookScheme: String, Sendable, CaseIterable {
    /// Standard Webhooks 1.0.0, symmetric (`v1`) and by Ed25519 (`v1a`), as each key is.
    case standard
    /// GitHub's `X-Hub-Signature-256`. No time is signed.
    case github
    /// Stripe's `Stripe-Signature`.
    case stripe
    /// Slack's `X-Slack-Signature`.
    case slack
    /// Shopify's `X-Shopify-Hmac-SHA256`. No time is signed.
    case shopify
    /// Twilio's `X-Twilio-Signature`, over the URL and the form. No time is signed.
    case twilio
    /// GitLab's `X-Gitlab-Token`, which signs nothing, or `webhook-signature`, as each key is.
    case gitlab
    /// Discord's `X-Signature-Ed25519`.
    case discord

    var signing: any WebhookSigning {
        switch self {
        case .standard: StandardWebhook()
        case .github: GitHubWebhook()
        case .stripe: StripeWebhook()
        case .slack: SlackWebhook()
        case .shopify: ShopifyWebhook()
        case .twilio: TwilioWebhook()
        case .gitlab: GitLabWebhook()
        case .discord: DiscordWebhook()
        }
    }

    /// Whether one request can carry the signatures of several keys, so that receivers who know the old key and those
    /// who know the new one both accept it.
    public var carriesSeveralSignatures: Bool { signing.carriesSeveralSignatures }

    /// A new key in the form in which it is kept and handed out.
    public func generateKey() throws(CryptographyError) -> Secret { try signing.generateKey() }

    /// Refuses a key that the scheme cannot use, as one that somebody brings along.
    public func checkKey(_ key: borrowing Secret) throws(WebhookError) { try signing.checkKey(key) }

    /// What a receiver is to be given in place of a key that signs, in the scheme's own form; nil where one key does
    /// both.
    public func publicKey(of key: borrowing Secret) throws(WebhookError) -> String? { try signing.publicKey(of: key) }

    /// Whether the headers made with a key hold the key itself, so that they are to be kept like it.
    public func headersReveal(_ key: borrowing Secret) -> Bool { signing.headersReveal(key) }

    /// The headers that a request needs. With several keys, each signs where the scheme has room for that; else the
    /// first does.
    ///
    /// - Parameters:
    ///   - id: names the event, the same at each attempt to deliver it.
    ///   - timestamp: the time of this attempt.
    ///   - url: where the request goes, for a scheme that signs that.
    public func headers(
        for body: [UInt8], id: String, timestamp: Timestamp, url: String? = nil, keys: [SecretBox]
    ) throws(WebhookError) -> [WebhookHeader] {
        try signing.headers(for: WebhookDelivery(id: id, timestamp: timestamp, url: url, body: body), keys: keys)
    }

    /// Verifies a request, and says which key has signed it.
    ///
    /// - Parameters:
    ///   - headers: those of the request; others than the scheme's are passed over. Names are compared without case.
    ///   - body: the bytes as they came.
    ///   - url: the address that the sender asked for, in full, for a scheme that signs that.
    ///   - tolerance: how far the request's time may be from `now`, before or after, where the scheme has a time.
    public func verify(
        headers: [WebhookHeader], body: [UInt8], url: String? = nil, keys: [SecretBox], now: Timestamp,
        tolerance: Duration = .seconds(300)
    ) throws(WebhookError) -> VerifiedWebhook {
        let request = WebhookRequest(headers: headers, url: url, body: body)
        return try signing.verify(request, keys: keys, clock: WebhookClock(now: now, tolerance: tolerance))
    }
}
