internal import Basics
public import Cryptography

/// GitLab's two schemes (docs.gitlab.com, "Webhooks"), told by the key. A signing token, `whsec_` and Base 64, signs as
/// Standard Webhooks do (gitlab-org/gitlab, merge request 230944). Any other text is a secret token: it travels in
/// `X-Gitlab-Token` as it is, and vouches for whoever knows it, not for the body or the time. A hook has one of each at
/// most, so there is room for one signature.
struct GitLabWebhook: WebhookSigning {
    let carriesSeveralSignatures = false

    private static let header = "X-Gitlab-Token"
    private static let standard = StandardWebhook()

    /// A secret token.
    func generateKey() throws(CryptographyError) -> Secret { try Random.secret(32).base64(.url) }

    func checkKey(_ key: borrowing Secret) throws(WebhookError) {
        guard !Self.isSigningToken(key) else { return try Self.standard.checkKey(key) }
        guard key.count <= WebhookRequest.mostHeaderBytes,
            key.withUnsafeBytes({ bytes in
                !bytes.isEmpty && bytes.allSatisfy { (0x20...0x7E).contains($0) } && bytes.first != 0x20
                    && bytes.last != 0x20
            })
        else { throw .unusableKey("a secret token must be ASCII text that fits into a header") }
    }

    /// A secret token is its own header.
    func headersReveal(_ key: borrowing Secret) -> Bool { !Self.isSigningToken(key) }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        let key = try signer(keys)
        let token = try key.withSecret { (secret) throws(WebhookError) -> String? in
            try checkKey(secret)
            return Self.isSigningToken(secret) ? nil : secret.revealedText()
        }
        if let token { return [(Self.header, token)] }
        return try Self.standard.headers(for: delivery, keys: [key])
    }

    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook {
        _ = try signer(keys)
        let signing = keys.indices.filter { keys[$0].withSecret { Self.isSigningToken($0) } }
        let isSigned = try request.optionalHeader("webhook-signature") != nil
        // A signature says more than a token, so it is looked at first; one that does not verify is not made good by
        // a token beside it.
        if isSigned, !signing.isEmpty {
            let found = try Self.standard.verify(request, keys: signing.map { keys[$0] }, clock: clock)
            return VerifiedWebhook(matched: signing[found.matched], timestamp: found.timestamp)
        }
        let tokens = keys.indices.filter { !signing.contains($0) }
        guard !tokens.isEmpty else { throw .missingHeader("webhook-signature") }
        let given = Secret(utf8: try request.header(Self.header))
        let matched = try position(in: tokens.map { keys[$0] }) { (key) throws(WebhookError) in
            try checkKey(key)
            return key.matches(given)
        }
        return VerifiedWebhook(matched: tokens[matched])
    }

    private static func isSigningToken(_ key: borrowing Secret) -> Bool { key.rest(after: "whsec_") != nil }
}

extension WebhookScheme {
    /// A new signing token for `gitlab`: `whsec_` and 32 bytes.
    public static func generateGitLabSigningToken() throws(CryptographyError) -> Secret {
        try StandardWebhook().generateKey()
    }
}
