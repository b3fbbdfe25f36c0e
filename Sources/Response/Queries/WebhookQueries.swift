public import Basics
internal import Cryptography
internal import Secrets
public import Tokens

/// The headers that sign a webhook.
public struct SignedWebhook: Sendable {
    /// In the order in which they are usually written.
    public let headers: [WebhookHeader]
    /// Whether they hold the secret itself, so that they must not be shown.
    public let holdsSecret: Bool
}

/// Which version of a secret has signed a webhook.
public struct WebhookVerification: Sendable {
    /// `current`, `previous` or `pending`.
    public let matched: String
    /// Its number.
    public let version: Int
    /// The time that was signed; nil where the scheme signs none.
    public let timestamp: Timestamp?
}

extension Workspace {
    /// The headers that sign a webhook's body. `url` is needed for a scheme that signs it.
    public func signWebhook(
        secret: String, body: [UInt8], id: String?, timestamp: Timestamp, url: String? = nil
    ) throws -> SignedWebhook {
        let keys = try keyring.webhookKeys(secret)
        let headers = try keys.scheme.headers(
            for: body, id: id ?? "msg_" + Random.identifier(bytes: 12), timestamp: timestamp, url: url,
            keys: keys.signing)
        let holdsSecret = keys.signing.contains { key in key.withSecret { keys.scheme.headersReveal($0) } }
        return SignedWebhook(headers: headers, holdsSecret: holdsSecret)
    }

    /// Verifies a webhook against every live version; says which matched.
    public func verifyWebhook(
        secret: String, headers: [WebhookHeader], body: [UInt8], url: String? = nil, tolerance: Duration
    ) throws -> WebhookVerification {
        let keys = try keyring.webhookKeys(secret)
        let verified = try keys.scheme.verify(
            headers: headers, body: body, url: url, keys: keys.verifying, now: time.now, tolerance: tolerance)
        let version = keys.versions[verified.matched].version
        return WebhookVerification(
            matched: version.stage.rawValue, version: version.version, timestamp: verified.timestamp)
    }

    /// What receivers need to verify what a secret signs, of each live version, with its stage. Throws where the secret
    /// is symmetric: then receivers need the secret itself.
    public func webhookPublicKeys(secret: String) throws -> [(stage: String, version: Int, key: String)] {
        let keys = try keyring.webhookKeys(secret)
        return try keys.versions.map { live in
            guard let key = try live.value.withSecret({ try keys.scheme.publicKey(of: $0) }) else {
                throw SecretsError.invalidValue(
                    kind: "webhook key pair", reason: "version \(live.version.version) of '\(secret)' is symmetric")
            }
            return (live.version.stage.rawValue, live.version.version, key)
        }
    }
}
