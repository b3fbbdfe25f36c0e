internal import Cryptography
internal import Tokens

/// A kind whose value signs webhooks.
protocol WebhookKind: SecretKind {
    /// How it signs.
    var scheme: WebhookScheme { get }
}

extension WebhookKind {
    var name: String { "webhook-" + scheme.rawValue }
    var webhookScheme: WebhookScheme? { scheme }

    func generate() throws -> Secret { try scheme.generateKey() }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret { try checked(text) }

    /// A value that the scheme can use.
    func checked(_ text: borrowing Secret) throws -> Secret {
        guard text.count > 0 else { throw SecretsError.invalidValue(kind: name, reason: "it is empty") }
        let hasLines = text.withUnsafeBytes { bytes in bytes.contains { $0 == 0x0A || $0 == 0x0D } }
        guard !hasLines else {
            throw SecretsError.invalidValue(kind: name, reason: "it has more than one line")
        }
        do throws(WebhookError) {
            try scheme.checkKey(text)
        } catch {
            if case .unusableKey(let reason) = error { throw SecretsError.invalidValue(kind: name, reason: reason) }
            throw error
        }
        return text.copy()
    }

    func weakness(of value: borrowing Secret) -> String? {
        value.count < 16 ? "it is shorter than 16 characters" : nil
    }
}
