/// What a revocation would do, found by reading alone: the answer to `--dry-run`.
public struct RevocationPlan: Sendable, Equatable, Encodable {
    /// The store's name in the configuration.
    public let store: String
    /// What was selected.
    public let selector: SessionSelector
    /// Sessions that were read. While the server resizes its table a few may be read twice.
    public let examined: Int
    /// Sessions that would be revoked. While the server resizes its table a few may be counted twice.
    public let matched: Int
    /// Values that could not be read and that may belong to a session that is meant; `matched` holds them only
    /// where undecodable ones are to be revoked too.
    public let undecodable: Int
    /// True where a cut-off would be set for the selected users.
    public let setsCutoff: Bool
    /// What a responder should know before, in sentences.
    public let warnings: [String]
}
