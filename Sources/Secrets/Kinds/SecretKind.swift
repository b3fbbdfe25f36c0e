public import Cryptography
public import Tokens

/// What kind of value a secret has: how it is made, checked, written and used. A kind is stateless; what the
/// configuration says about it (a length, an alphabet) are its stored properties.
public protocol SecretKind: Sendable {
    /// Its name in the configuration, as `jwt-hs256`.
    var name: String { get }
    /// The forms in which a destination may hold it, the default first.
    var formats: [ValueFormat] { get }
    /// Whether verifiers learn of new keys from a JWKS, so that a key is to be published there before it signs.
    var isPublishedInKeySet: Bool { get }

    /// A new random value, in the keyring's form.
    func generate() throws -> Secret
    /// The keyring's form of what stands in a destination or came from a file. Throws `SecretsError.invalidValue` where
    /// it cannot be a value of this kind.
    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret
    /// How a value is written in a form.
    func write(_ value: borrowing Secret, as format: ValueFormat) throws -> Secret
    /// What makes a value weaker than one of ours, in a few words; nil for a good one.
    func weakness(of value: borrowing Secret) -> String?
    /// The `kid` that everybody can compute from the public half (RFC 7638); nil for a symmetric kind.
    func publicKeyIdentifier(of value: borrowing Secret) throws -> String?

    /// The algorithm that its keys sign JWTs with; nil where it is no JWT key.
    var algorithm: JWTAlgorithm? { get }
    /// The key as `JWT` takes it; nil where it is no JWT key.
    func signingKey(_ value: SecretBox, keyID: String?) -> JWTKey?
    /// The scheme that its values sign webhooks with; nil where it is no webhook secret.
    var webhookScheme: WebhookScheme? { get }
}

extension SecretKind {
    var formats: [ValueFormat] { [.text] }
    var isPublishedInKeySet: Bool { false }
    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret { text.copy() }
    func write(_ value: borrowing Secret, as format: ValueFormat) throws -> Secret { value.copy() }
    func weakness(of value: borrowing Secret) -> String? { nil }
    func publicKeyIdentifier(of value: borrowing Secret) throws -> String? { nil }
    var algorithm: JWTAlgorithm? { nil }
    func signingKey(_ value: SecretBox, keyID: String?) -> JWTKey? { nil }
    var webhookScheme: WebhookScheme? { nil }

    /// The test of a rotation, before a value is promoted: it is read back from every form to what it was, and is as
    /// strong as it should be.
    func test(_ value: borrowing Secret) throws {
        for format in formats {
            let back = try read(write(value, as: format), as: format)
            guard back.matches(value) else {
                throw SecretsError.invalidValue(
                    kind: name, reason: "it does not survive being written as \(format.rawValue)")
            }
        }
        if let weakness = weakness(of: value) { throw SecretsError.invalidValue(kind: name, reason: weakness) }
    }
}
