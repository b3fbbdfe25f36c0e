internal import Basics
public import Cryptography

/// Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): HMAC-SHA256
/// (`v1`) or Ed25519 (`v1a`) over `id.timestamp.body`, in Base 64, in a list with spaces between.
struct StandardWebhook: WebhookSigning {
    let carriesSeveralSignatures = true

    private static let idHeader = "webhook-id"
    private static let timeHeader = "webhook-timestamp"
    private static let header = "webhook-signature"

    /// A symmetric key.
    func generateKey() throws(CryptographyError) -> Secret {
        Secret(utf8: "whsec_").appending(try Random.secret(32).base64(.standard))
    }

    /// A key pair, for `v1a`.
    static func generateKeyPair() throws(CryptographyError) -> Secret {
        Secret(utf8: "whsk_").appending(try WebhookEd25519.generate().base64(.standard))
    }

    func checkKey(_ key: borrowing Secret) throws(WebhookError) { _ = try StandardWebhookKey(key) }

    func publicKey(of key: borrowing Secret) throws(WebhookError) -> String? {
        try StandardWebhookKey(key).publicText()
    }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        _ = try signer(keys)
        guard Self.isIdentifier(delivery.id) else {
            throw .unusableIdentifier("it must be 1 to 256 ASCII characters without spaces and points")
        }
        let time = try delivery.seconds()
        let text = Self.text(delivery.id, time, delivery.body)
        var signatures: [String] = []
        for key in keys {
            let signature = try key.withSecret { (secret) throws(WebhookError) in
                try StandardWebhookKey(secret).sign(text)
            }
            signatures.append(signature)
        }
        return [
            (Self.idHeader, delivery.id), (Self.timeHeader, time), (Self.header, signatures.joined(separator: " ")),
        ]
    }

    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook {
        let id = try request.header(Self.idHeader)
        guard Self.isIdentifier(id) else { throw .malformedHeader(Self.idHeader) }
        let timestamp = try request.timestamp(Self.timeHeader)
        let signatures = try StandardWebhookSignatures(request.header(Self.header))
        try clock.check(timestamp)
        // The time is signed as it is written, so a zero before it counts.
        let text = Self.text(id, try request.header(Self.timeHeader), request.body)
        let matched = try position(in: keys) { (key) throws(WebhookError) in
            try StandardWebhookKey(key).hasSigned(text, signatures)
        }
        return VerifiedWebhook(matched: matched, timestamp: timestamp)
    }

    /// The specification wants neither an id nor a time with a point in it: `a.1` and `2` would sign what `a` and `1.2`
    /// do.
    private static func isIdentifier(_ id: String) -> Bool {
        (1...256).contains(id.utf8.count)
            && id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
    }

    private static func text(_ id: String, _ time: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(id).\(time).".utf8) + body
    }
}

extension WebhookScheme {
    /// A new key pair for `standard` that signs by Ed25519 (`v1a`).
    public static func generateStandardKeyPair() throws(CryptographyError) -> Secret {
        try StandardWebhook.generateKeyPair()
    }
}
