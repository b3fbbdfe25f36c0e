internal import Cryptography
internal import Tokens

/// `webhook-standard`: a secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in Base 64
/// (standardwebhooks.com, specification, "Symmetric").
struct WebhookStandardKind: SecretKind {
    private static let prefix = Array("whsec_".utf8)

    init() {}

    let name = "webhook-standard"
    let webhookScheme: WebhookScheme? = .standard

    /// Of 32 random bytes.
    func generate() throws -> Secret {
        let digits = try Random.secret(32).base64(.standard)
        return digits.withUnsafeBytes { digits in
            Secret(count: Self.prefix.count + digits.count) { text in
                text.copyBytes(from: Self.prefix)
                UnsafeMutableRawBufferPointer(rebasing: text[Self.prefix.count...]).copyMemory(from: digits)
            }
        }
    }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        let digits = text.withUnsafeBytes { bytes -> Secret? in
            guard bytes.starts(with: Self.prefix) else { return nil }
            return Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[Self.prefix.count...]))
        }
        guard let digits else { throw SecretsError.invalidValue(kind: name, reason: "it does not begin with whsec_") }
        guard let key = try? Secret(base64: digits, .standard, "the secret") else {
            throw SecretsError.invalidValue(kind: name, reason: "what follows whsec_ is not Base 64")
        }
        guard (24...64).contains(key.count) else {
            throw SecretsError.invalidValue(kind: name, reason: "it does not have 24 to 64 bytes")
        }
        return text.copy()
    }
}
