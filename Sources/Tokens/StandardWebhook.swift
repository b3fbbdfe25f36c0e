internal import Basics
internal import Cryptography

/// Standard Webhooks 1.0.0, the symmetric scheme `v1` (github.com/standard-webhooks/standard-webhooks,
/// spec/standard-webhooks.md): HMAC-SHA256 over `id.timestamp.body`, in Base 64, in a list with spaces between.
struct StandardWebhook: WebhookSigning {
    let carriesSeveralSignatures = true

    private static let prefix = "whsec_"
    /// The specification's bounds for a key, in bytes.
    private static let keyByteCounts = 24...64
    /// More signatures than a rotation makes: beyond that a header only costs time.
    private static let mostSignatures = 32

    func generateKey() throws(CryptographyError) -> Secret {
        Secret(utf8: Self.prefix).appending(try Random.secret(32).base64(.standard))
    }

    /// What follows `whsec_`, read as Base 64. The prefix may be missing, as in the specification's own libraries.
    func messageKey(_ key: borrowing Secret) throws(WebhookError) -> Secret {
        let prefix = Array(Self.prefix.utf8)
        let text = key.withUnsafeBytes { bytes in
            bytes.starts(with: prefix)
                ? Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[prefix.count...])) : Secret(copying: bytes)
        }
        let decoded: Secret
        do throws(CryptographyError) {
            decoded = try Secret(base64: text, .standard, "what follows 'whsec_'")
        } catch { throw .unusableKey(error.message) }
        guard Self.keyByteCounts.contains(decoded.count) else {
            throw .unusableKey("Standard Webhooks keys have 24 to 64 bytes, and this one \(decoded.count)")
        }
        return decoded
    }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        guard !keys.isEmpty else { throw .unusableKey("none was given") }
        guard Self.isIdentifier(delivery.id) else {
            throw .unusableIdentifier("it must be 1 to 256 ASCII characters without spaces and points")
        }
        guard (0...99_999_999_999).contains(delivery.timestamp.seconds) else {
            throw .unusableIdentifier("its time is before 1970 or too far ahead")
        }
        let time = String(delivery.timestamp.seconds)
        let text = Self.text(delivery.id, time, delivery.body)
        var signatures: [String] = []
        for key in keys { signatures.append("v1," + Base64.encode(try authenticate(text, key))) }
        return [
            ("webhook-id", delivery.id), ("webhook-timestamp", time),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }

    func verify(_ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock) throws(WebhookError) -> Int {
        let id = try request.header("webhook-id")
        guard Self.isIdentifier(id) else { throw .malformedHeader("webhook-id") }
        let timestamp = try request.timestamp("webhook-timestamp")
        let codes = try Self.codes(request.header("webhook-signature"))
        try clock.check(timestamp)
        // The time is signed as it is written, so a zero before it counts.
        return try position(of: codes, Self.text(id, request.header("webhook-timestamp"), request.body), keys)
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

    /// The codes of version `v1` in a list; other versions, as `v1a`, are passed over.
    private static func codes(_ list: String) throws(WebhookError) -> [[UInt8]] {
        let entries = list.split(separator: " ")
        guard entries.count <= mostSignatures else { throw .malformedHeader("webhook-signature") }
        let codes = entries.compactMap { entry -> [UInt8]? in
            entry.hasPrefix("v1,") ? Base64.decode(entry.dropFirst(3)) : nil
        }
        guard !codes.isEmpty else { throw .malformedHeader("webhook-signature") }
        return codes
    }
}
