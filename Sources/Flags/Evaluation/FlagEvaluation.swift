/// What a flag comes to for one context.
public struct FlagEvaluation: Sendable, Hashable, Encodable {
    /// The flag's name.
    public let flag: String
    /// The value; absent where the program's own default holds.
    public let value: FlagValue
    /// The variant's name; nil where the program's own default holds.
    public let variant: String?
    /// How it came to be.
    public let reason: Reason

    /// Why a flag has a value, in OpenFeature's words (specification, section 2.2.5).
    public enum Reason: String, Sendable, Encodable {
        /// There are no rules.
        case fixed = "STATIC"
        /// No rule applies.
        case byDefault = "DEFAULT"
        /// A rule applies.
        case targeted = "TARGETING_MATCH"
        /// The flag is disabled.
        case disabled = "DISABLED"
    }
}
