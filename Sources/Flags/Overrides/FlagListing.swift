/// A flag with its value, and who overrode it.
public struct FlagListing: Sendable, Hashable, Encodable {
    /// The flag's name.
    public let name: String
    /// Its value now; `absent` where the source does not have it.
    public let value: FlagValue
    /// The source's name.
    public let source: String
    /// What overrides it: who, why, until when.
    public let override: FlagOverride?
    /// Whether a change of it was interrupted; `tick` finishes or undoes it.
    public let isUnsettled: Bool
}
