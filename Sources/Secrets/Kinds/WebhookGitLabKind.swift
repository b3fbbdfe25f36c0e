internal import Configuration
internal import Cryptography
internal import Tokens

/// `webhook-gitlab`: the secret token of a GitLab webhook, which travels in a header as it is, or, with
/// `{form: signing-token}`, the newer `whsec_…` that signs as Standard Webhooks do. Either is taken from outside.
struct WebhookGitLabKind: WebhookKind, ConfigurableSecretKind {
    /// What new values are.
    enum Form: String, CaseIterable {
        case secretToken = "secret-token"
        case signingToken = "signing-token"
    }

    /// What new values are.
    var form = Form.secretToken

    init() {}

    let scheme = WebhookScheme.gitlab

    func generate() throws -> Secret {
        switch form {
        case .secretToken: try scheme.generateKey()
        case .signingToken: try WebhookScheme.generateGitLabSigningToken()
        }
    }

    func configured(by options: inout ConfigurationMapping) throws(ConfigurationError) -> Self {
        var kind = self
        if let node = options.optional("form") { kind.form = try node.oneOf() }
        return kind
    }
}
