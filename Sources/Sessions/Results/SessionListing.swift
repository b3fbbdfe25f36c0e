/// The sessions of one user, without their ids.
public struct PrincipalSummary: Sendable, Equatable, Encodable {
    /// What the layout's user field holds; nil for the sessions that name nobody.
    public let principal: String?
    /// How many sessions it has.
    public let sessions: Int
    /// The roles that stand in them, sorted.
    public let roles: [String]
    /// Short fingerprints of some of the sessions (see `SessionFingerprint`), sorted.
    public let fingerprints: [String]
}

/// Who has sessions in a store, those with most first.
public struct SessionListing: Sendable, Equatable, Encodable {
    /// The store's name in the configuration.
    public let store: String
    /// What was selected; nil where everybody was listed.
    public let selector: SessionSelector?
    /// The users with their sessions, at most as many as were asked for.
    public let principals: [PrincipalSummary]
    /// How many different users were seen, listed or not.
    public let principalCount: Int
    /// False where there were more users than could be kept apart in memory: then the numbers are lower bounds.
    public let isComplete: Bool
    /// Sessions that were read. While the server resizes its table a few may be read twice.
    public let examined: Int
    /// Sessions that the selector means.
    public let matched: Int
    /// Values that could not be read.
    public let undecodable: Int
    /// What else is worth knowing, in sentences.
    public let warnings: [String]
}
