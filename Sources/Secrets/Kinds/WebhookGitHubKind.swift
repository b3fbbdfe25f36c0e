internal import Basics
public import Cryptography
public import Tokens

/// `webhook-github`: the text that GitHub signs its deliveries with; its UTF-8 bytes are the key of HMAC-SHA256.
public struct WebhookGitHubKind: SecretKind {
    public init() {}

    public let name = "webhook-github"
    public let webhookScheme: WebhookScheme? = .github

    /// 43 characters: 32 random bytes in base64url.
    public func generate() throws -> Secret { try Random.secret(32).base64(.url) }

    public func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        guard text.count > 0 else { throw SecretsError.invalidValue(kind: name, reason: "it is empty") }
        return text.copy()
    }

    public func weakness(of value: borrowing Secret) -> String? {
        value.count < 16 ? "it is shorter than 16 characters" : nil
    }
}
