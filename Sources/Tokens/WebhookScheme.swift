public import Basics
public import Cryptography

/// One header of a request.
public typealias WebhookHeader = (name: String, value: String)

/// A way of signing webhooks. Each has a file of its own that conforms to `WebhookSigning`.
public enum WebhookScheme: String, Sendable, CaseIterable {
    /// Standard Webhooks 1.0.0, symmetric (`v1`).
    case standard
    /// GitHub's `X-Hub-Signature-256`.
    case github

    var signing: any WebhookSigning {
        switch self {
        case .standard: StandardWebhook()
        case .github: GitHubWebhook()
        }
    }

    /// Whether one request can carry the signatures of several keys, so that receivers who know the old key and those
    /// who know the new one both accept it.
    public var carriesSeveralSignatures: Bool { signing.carriesSeveralSignatures }

    /// A new key in the form in which it is kept and handed out.
    public func generateKey() throws(CryptographyError) -> Secret { try signing.generateKey() }

    /// Refuses a key that the scheme cannot use, as one that somebody brings along.
    public func checkKey(_ key: borrowing Secret) throws(WebhookError) { _ = try signing.messageKey(key) }

    /// The headers that a request needs. With several keys, each signs where the scheme has room for that; else the
    /// first does.
    ///
    /// - Parameters:
    ///   - id: names the event, the same at each attempt to deliver it.
    ///   - timestamp: the time of this attempt.
    public func headers(
        for body: [UInt8], id: String, timestamp: Timestamp, keys: [SecretBox]
    ) throws(WebhookError) -> [WebhookHeader] {
        try signing.headers(for: WebhookDelivery(id: id, timestamp: timestamp, body: body), keys: keys)
    }

    /// Verifies a request, and gives the position of the key that has signed it.
    ///
    /// - Parameters:
    ///   - headers: those of the request; others than the scheme's are passed over. Names are compared without case.
    ///   - body: the bytes as they came.
    ///   - tolerance: how far the request's time may be from `now`, before or after, where the scheme has a time.
    public func verify(
        headers: [WebhookHeader], body: [UInt8], keys: [SecretBox], now: Timestamp, tolerance: Duration = .seconds(300)
    ) throws(WebhookError) -> Int {
        let request = WebhookRequest(headers: headers, body: body)
        return try signing.verify(request, keys: keys, clock: WebhookClock(now: now, tolerance: tolerance))
    }
}
