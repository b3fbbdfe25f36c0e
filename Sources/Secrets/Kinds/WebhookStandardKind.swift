internal import Configuration
internal import Cryptography
internal import Tokens

/// `webhook-standard`: a secret of Standard Webhooks (standardwebhooks.com, specification, "Signature scheme"): `whsec_`
/// and 24 to 64 bytes in Base 64 or, with `{version: v1a}`, an Ed25519 key after `whsk_`. Either is taken from outside,
/// and so is a public key after `whpk_`, which only verifies.
struct WebhookStandardKind: WebhookKind, ConfigurableSecretKind {
    /// How new keys sign.
    enum Version: String, CaseIterable { case v1, v1a }

    /// How new keys sign.
    var version = Version.v1

    init() {}

    let scheme = WebhookScheme.standard

    func generate() throws -> Secret {
        switch version {
        case .v1: try scheme.generateKey()
        case .v1a: try WebhookScheme.generateStandardKeyPair()
        }
    }

    /// The prefix may not be missing here, as it may where a library's user writes it: it says what the value is.
    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        guard ["whsec_", "whsk_", "whpk_"].contains(where: { text.rest(after: $0) != nil }) else {
            throw SecretsError.invalidValue(kind: name, reason: "it does not begin with whsec_, whsk_ or whpk_")
        }
        return try checked(text)
    }

    func configured(by options: inout ConfigurationMapping) throws(ConfigurationError) -> Self {
        var kind = self
        if let node = options.optional("version") { kind.version = try node.oneOf() }
        return kind
    }
}
