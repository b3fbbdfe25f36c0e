internal import Basics
internal import Cryptography

/// A scheme that signs by HMAC under a key that is a text: its UTF-8 bytes sign, whatever they look like.
protocol WebhookTextKeyed: WebhookSigning {}

extension WebhookTextKeyed {
    func checkKey(_ key: borrowing Secret) throws(WebhookError) {
        guard key.count > 0 else { throw .unusableKey("it is empty") }
    }

    /// The HMAC of a text.
    func authenticate(
        _ text: [UInt8], _ key: borrowing Secret, _ algorithm: DigestAlgorithm = .sha256
    ) throws(WebhookError) -> [UInt8] {
        try checkKey(key)
        do throws(CryptographyError) {
            return try HMAC.authenticate(text, key: key, algorithm)
        } catch { throw .unusableKey(error.message) }
    }

    /// The HMAC of a text under the first key.
    func authenticate(_ text: [UInt8], firstOf keys: [SecretBox]) throws(WebhookError) -> [UInt8] {
        try signer(keys).withSecret { (key) throws(WebhookError) in try authenticate(text, key) }
    }

    /// The position of the first key whose HMAC of one of the texts is among the codes; all are compared in constant
    /// time.
    func position(
        of codes: [[UInt8]], _ texts: [[UInt8]], _ keys: [SecretBox], _ algorithm: DigestAlgorithm = .sha256
    ) throws(WebhookError) -> Int {
        try position(in: keys) { (key) throws(WebhookError) in
            for text in texts {
                let expected = try authenticate(text, key, algorithm)
                if codes.contains(where: { constantTimeEqual($0, expected) }) { return true }
            }
            return false
        }
    }
}
