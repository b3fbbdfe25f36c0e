internal import Cryptography
internal import Tokens

/// `webhook-github`: the text that GitHub signs its deliveries with; its UTF-8 bytes are the key of HMAC-SHA256.
struct WebhookGitHubKind: SecretKind {
    init() {}

    let name = "webhook-github"
    let webhookScheme: WebhookScheme? = .github

    /// 43 characters: 32 random bytes in base64url.
    func generate() throws -> Secret { try Random.secret(32).base64(.url) }

    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        guard text.count > 0 else { throw SecretsError.invalidValue(kind: name, reason: "it is empty") }
        return text.copy()
    }

    func weakness(of value: borrowing Secret) -> String? {
        value.count < 16 ? "it is shorter than 16 characters" : nil
    }
}
