internal import Basics
internal import Cryptography

/// What a scheme of signing webhooks does.
protocol WebhookSigning: Sendable {
    var carriesSeveralSignatures: Bool { get }

    /// A new key in the form in which it is handed out.
    func generateKey() throws(CryptographyError) -> Secret

    /// The bytes that sign, from a key in the form in which it is handed out.
    func messageKey(_ key: borrowing Secret) throws(WebhookError) -> Secret

    /// The headers of a delivery.
    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader]

    /// The position of the key that has signed a request.
    func verify(_ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock) throws(WebhookError) -> Int
}

extension WebhookSigning {
    /// The HMAC-SHA256 of a text under a key in the form in which it is handed out.
    func authenticate(_ text: [UInt8], _ key: SecretBox) throws(WebhookError) -> [UInt8] {
        try key.withSecret { (secret) throws(WebhookError) in
            let bytes = try messageKey(secret)
            do throws(CryptographyError) {
                return try HMAC.authenticate(text, key: bytes, .sha256)
            } catch { throw .unusableKey(error.message) }
        }
    }

    /// The position of the first key whose HMAC-SHA256 of a text is among the codes; all are compared in constant time.
    func position(of codes: [[UInt8]], _ text: [UInt8], _ keys: [SecretBox]) throws(WebhookError) -> Int {
        guard !keys.isEmpty else { throw .unusableKey("none was given") }
        for (index, key) in keys.enumerated() {
            let expected = try authenticate(text, key)
            if codes.contains(where: { constantTimeEqual($0, expected) }) { return index }
        }
        throw .signatureMismatch
    }
}

/// What is to be sent.
struct WebhookDelivery {
    let id: String
    let timestamp: Timestamp
    let body: [UInt8]
}

/// The present, and how far from it a request may be.
struct WebhookClock {
    let now: Timestamp
    let tolerance: Duration

    func check(_ timestamp: Timestamp) throws(WebhookError) {
        let tolerance = max(tolerance, .zero)
        if timestamp < now - tolerance { throw .tooOld(timestamp) }
        if timestamp > now + tolerance { throw .fromTheFuture(timestamp) }
    }
}
