public import Basics

/// A request that one of the given keys has signed.
public struct VerifiedWebhook: Sendable, Hashable {
    /// The position of that key among those that were given.
    public let matched: Int
    /// When the sender says that it sent this, which was signed too. Nil where the scheme signs no time: then nothing
    /// tells a first delivery from one that somebody has kept and sends again.
    public let timestamp: Timestamp?

    init(matched: Int, timestamp: Timestamp? = nil) {
        self.matched = matched
        self.timestamp = timestamp
    }
}
