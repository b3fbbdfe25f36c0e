public import Basics

/// A token that is to be refused before its end.
public struct DeniedToken: Sendable, Hashable {
    /// Its `jti`.
    public let id: String
    /// Its `exp`; nil where it is not known.
    public let expiresAt: Timestamp?

    public init(id: String, expiresAt: Timestamp?) {
        self.id = id
        self.expiresAt = expiresAt
    }
}

/// What became of the tokens that were to be denied. It holds neither tokens nor their ids.
public struct DenialReceipt: Sendable, Equatable, Encodable {
    /// One token.
    public struct Item: Sendable, Equatable, Encodable {
        /// What became of it.
        public enum Outcome: String, Sendable, Encodable {
            /// Its key is there, read back.
            case denied
            /// It has run out by itself: nothing was written.
            case expired
            /// Its key could not be written, was not tried any more, or was not there when it was read back.
            case failed
        }

        /// A short name that cannot be turned back into the id (see `SessionFingerprint`).
        public let fingerprint: String
        public let outcome: Outcome
        /// Until when it is refused; nil where it is not.
        public let until: Timestamp?
    }

    /// The store's name in the configuration.
    public let store: String
    /// Each token, in the order in which they were given.
    public let tokens: [Item]
    /// True where each is refused or has run out.
    public let verified: Bool
    /// What a responder should know besides, in sentences.
    public let warnings: [String]

    /// How many have an outcome.
    public func count(_ outcome: Item.Outcome) -> Int { tokens.count { $0.outcome == outcome } }
    /// `done` where each is refused or has run out, otherwise `partial`.
    public var status: ExitStatus { verified ? .done : .partial }
}

/// What denying would do, found by reading alone.
public struct DenialPlan: Sendable, Equatable, Encodable {
    /// The store's name in the configuration.
    public let store: String
    /// How many tokens would be denied.
    public let toDeny: Int
    /// How many have run out by themselves.
    public let expired: Int
    /// What a responder should know before, in sentences.
    public let warnings: [String]
}
