internal import Basics
internal import Cryptography

/// What the keyring has of a secret, for places whose values cannot be read back. What is written there carries a mark,
/// a keyed hash that says nothing to whoever has not the keyring; by it the text is found again.
struct KnownTexts: Sendable {
    /// Every version's text in a format, the latest first.
    let texts: @Sendable (ValueFormat) throws -> [SecretBox]
    /// The mark of a text: 32 hexadecimal digits, the same for the same text.
    let mark: @Sendable (borrowing Secret) throws -> String

    /// The text that a mark was made of; nil where the keyring has none.
    func text(marked mark: String, as format: ValueFormat) throws -> SecretBox? {
        try texts(format).first { text in try text.withSecret { try self.mark($0) } == mark }
    }

    /// The same, each text changed as it is on its way to a destination.
    func mapping(_ transform: @escaping @Sendable (borrowing Secret) -> Secret) -> KnownTexts {
        KnownTexts(
            texts: { format in try texts(format).map { text in SecretBox(text.withSecret { transform($0) }) } },
            mark: mark)
    }

    /// Nothing known.
    static let none = KnownTexts(texts: { _ in [] }, mark: { _ in "" })
}

extension KnownTexts {
    /// What a keyring has of a secret.
    init(_ keyring: Keyring, _ name: String, _ kind: any SecretKind) {
        texts = { format in
            try keyring.versions(of: name).reversed().compactMap { version in
                // A value that was destroyed cannot be standing anywhere that matters.
                guard let stored = try? keyring.value(of: name, version.version, kind.name) else { return nil }
                guard stored.form == .canonical else { return stored.value }
                return SecretBox(try stored.value.withSecret { try kind.write($0, as: format) })
            }
        }
        mark = { try keyring.mark($0) }
    }
}
