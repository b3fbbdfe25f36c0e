internal import Basics
internal import Cryptography

/// What a scheme of signing webhooks does.
protocol WebhookSigning: Sendable {
    var carriesSeveralSignatures: Bool { get }

    /// A new key in the form in which it is handed out.
    func generateKey() throws(CryptographyError) -> Secret

    /// Refuses a key that the scheme cannot use.
    func checkKey(_ key: borrowing Secret) throws(WebhookError)

    /// What verifies in place of a key that signs, as text; nil where one key does both.
    func publicKey(of key: borrowing Secret) throws(WebhookError) -> String?

    /// Whether a delivery's headers hold the key itself.
    func headersReveal(_ key: borrowing Secret) -> Bool

    /// The headers of a delivery.
    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader]

    /// Which key has signed a request, and when.
    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook
}

extension WebhookSigning {
    func publicKey(of key: borrowing Secret) throws(WebhookError) -> String? { nil }
    func headersReveal(_ key: borrowing Secret) -> Bool { false }

    /// The first key, for schemes with room for one signature.
    func signer(_ keys: [SecretBox]) throws(WebhookError) -> SecretBox {
        guard let key = keys.first else { throw .unusableKey("none was given") }
        return key
    }

    /// The position of the first key that a test is true for.
    func position(
        in keys: [SecretBox], where matches: (borrowing Secret) throws(WebhookError) -> Bool
    ) throws(WebhookError) -> Int {
        guard !keys.isEmpty else { throw .unusableKey("none was given") }
        for (index, key) in keys.enumerated() {
            let isSigner = try key.withSecret { (secret) throws(WebhookError) in try matches(secret) }
            if isSigner { return index }
        }
        throw .signatureMismatch
    }
}

/// What is to be sent.
struct WebhookDelivery {
    let id: String
    let timestamp: Timestamp
    let url: String?
    let body: [UInt8]

    /// The time in whole seconds since 1970, as schemes write and sign it.
    func seconds() throws(WebhookError) -> String {
        guard (0...99_999_999_999).contains(timestamp.seconds) else {
            throw .unusableIdentifier("its time is before 1970 or too far ahead")
        }
        return String(timestamp.seconds)
    }
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
