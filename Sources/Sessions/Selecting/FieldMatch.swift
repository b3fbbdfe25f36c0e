/// A condition of a selector: what stands at a dotted path of the session's value is this text.
public struct FieldMatch: Sendable, Hashable, Encodable {
    /// A dotted path as `passport.user`; the name of a field where sessions are hashes.
    public let field: String
    /// The text it must be. A whole number is compared by its decimal digits, a truth value as `true` or `false`;
    /// of a list it is enough that one element is.
    public let value: String

    /// A condition from its two halves.
    public init(field: String, value: String) {
        self.field = field
        self.value = value
    }

    /// Reads `field=value`, split at the first `=`. Nil where there is none, or no field before it.
    public init?(_ text: String) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
        self.init(field: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }
}
