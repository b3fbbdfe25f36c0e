internal import Configuration
internal import Cryptography
internal import Tokens

/// `api-key`: a prefix, `_`, 30 random letters and digits and their checksum in six more; `{prefix: acme_live}` says what
/// stands first, `{checksum: false}` leaves the checksum out.
struct APIKeyKind: ConfigurableSecretKind {
    /// What a new key begins with.
    var prefix = APIKey.defaultPrefix
    /// Whether keys end with a checksum.
    var hasChecksum = true

    init() {}

    let name = "api-key"

    func generate() throws -> Secret { try APIKey.generate(prefix: prefix, hasChecksum: hasChecksum) }

    /// Takes keys of any prefix, so that one can be changed: what was made before stays a key. With a checksum they must
    /// have it, and it must be right; without, any printable ASCII text without spaces will do.
    func read(_ text: borrowing Secret, as format: ValueFormat) throws -> Secret {
        let isPrintable = text.withUnsafeBytes { bytes in
            !bytes.isEmpty && bytes.count <= APIKey.maximumByteCount && bytes.allSatisfy { (0x21...0x7E).contains($0) }
        }
        guard isPrintable else {
            throw SecretsError.invalidValue(kind: name, reason: "it is not printable ASCII text without spaces")
        }
        guard hasChecksum else { return text.copy() }
        switch APIKey.inspect(text).checksum {
        case .valid: return text.copy()
        case .invalid:
            throw SecretsError.invalidValue(kind: name, reason: "its checksum is wrong: a character of it was changed")
        case .missing, .unknownForm:
            throw SecretsError.invalidValue(
                kind: name,
                reason: "it is not a prefix, '_', 30 letters and digits and 6 of checksum; "
                    + "for a key of another form declare kind: {api-key: {checksum: false}}")
        }
    }

    func weakness(of value: borrowing Secret) -> String? {
        value.count < 20 ? "it is shorter than 20 characters" : nil
    }

    func configured(by options: inout ConfigurationMapping) throws(ConfigurationError) -> Self {
        var kind = self
        if let node = options.optional("prefix") {
            kind.prefix = try node.string()
            guard APIKey.isPrefix(kind.prefix) else {
                throw node.failure(
                    "'\(node.path)' cannot be the prefix of an API key",
                    hint: "1 to 32 letters, digits and _, a letter first and no _ last, as acme_live")
            }
        }
        if let node = options.optional("checksum") { kind.hasChecksum = try node.bool() }
        return kind
    }
}
