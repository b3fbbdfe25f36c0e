internal import Basics
internal import Cryptography

/// What the keyring has of a secret, for places whose values cannot be read back. What is written there carries a mark,
/// a keyed hash that says nothing to whoever has not the keyring; by it the text is found again.
struct KnownTexts: Sendable {
    /// Every version in a format, the latest first.
    let versions: @Sendable (ValueFormat) throws -> [KnownText]
    /// The mark of a text: 32 hexadecimal digits, the same for the same text.
    let mark: @Sendable (borrowing Secret) throws -> String

    /// Every version's text in a format, the latest first.
    func texts(_ format: ValueFormat) throws -> [SecretBox] { try versions(format).map(\.text) }

    /// The text that a mark was made of; nil where the keyring has none.
    func text(marked mark: String, as format: ValueFormat) throws -> SecretBox? {
        try texts(format).first { text in try text.withSecret { try self.mark($0) } == mark }
    }

    /// The same, each text changed as it is on its way to a destination.
    func mapping(_ transform: @escaping @Sendable (borrowing Secret) -> Secret) -> KnownTexts {
        KnownTexts(
            versions: { format in
                try versions(format).map { known in
                    var known = known
                    known.text = SecretBox(known.text.withSecret { transform($0) })
                    return known
                }
            }, mark: mark)
    }

    /// Nothing known.
    static let none = KnownTexts(versions: { _ in [] }, mark: { _ in "" })
}

/// A version's text, and where in its life it is.
struct KnownText: Sendable {
    var text: SecretBox
    let stage: SecretStage
    /// When it became current.
    var promotedAt: Timestamp?
}

extension KnownTexts {
    /// What a keyring has of a secret.
    init(_ keyring: Keyring, _ name: String, _ kind: any SecretKind) {
        versions = { format in
            try keyring.versions(of: name).reversed().compactMap { version in
                // A value that was destroyed cannot be standing anywhere that matters.
                guard let stored = try? keyring.value(of: name, version.version, kind.name) else { return nil }
                let text =
                    stored.form == .canonical
                    ? SecretBox(try stored.value.withSecret { try kind.write($0, as: format) }) : stored.value
                return KnownText(text: text, stage: version.stage, promotedAt: version.promotedAt)
            }
        }
        mark = { try keyring.mark($0) }
    }

    /// Texts that were all replaced, for those who do not care.
    init(
        texts: @escaping @Sendable (ValueFormat) throws -> [SecretBox],
        mark: @escaping @Sendable (borrowing Secret) throws -> String
    ) {
        versions = { format in try texts(format).map { KnownText(text: $0, stage: .previous) } }
        self.mark = mark
    }
}
