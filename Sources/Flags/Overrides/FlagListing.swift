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
    /// The rollout of it that is not finished.
    public let rollout: RolloutSummary?
}

/// A rollout in a few words, for lists.
public struct RolloutSummary: Sendable, Hashable, Encodable {
    public let id: String
    public let state: RolloutState
    /// For how many of the users the flag is changed.
    public let percent: Int

    init(_ rollout: Rollout) {
        id = rollout.id
        state = rollout.state
        percent = rollout.percent
    }
}
