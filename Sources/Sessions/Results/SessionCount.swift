/// How many sessions a store holds, and how many of them a selector means.
public struct SessionCount: Sendable, Equatable, Encodable {
    /// The store's name in the configuration.
    public let store: String
    /// What was selected; nil where every session was counted.
    public let selector: SessionSelector?
    /// Sessions that were read. While the server resizes its table a few may be read twice.
    public let examined: Int
    /// Sessions that the selector means. While the server resizes its table a few may be counted twice.
    public let matched: Int
    /// Values that could not be read.
    public let undecodable: Int
    /// What else is worth knowing, in sentences.
    public let warnings: [String]
}
