internal import Basics

/// What a sample of a database's keys says of the layouts in it.
public struct LayoutDetection: Sendable, Equatable, Encodable {
    /// How sure it is that a layout is what it looks like.
    public enum Certainty: String, Sendable, Encodable {
        /// Nearly every value of the form reads as the framework writes it, and some name a user.
        case sure
        /// Most values read so; or none names a user; or another layout would read them as well.
        case likely
        /// Some values read so.
        case possible
    }

    /// One layout that was found.
    public struct Finding: Sendable, Equatable, Encodable {
        /// The layout's name, as `connect-redis`; `custom` where its keys and its encoding were worked out.
        public let layout: String
        /// What to write at `layout:`.
        public let configuration: String
        /// The form of its keys, as `sess:*`.
        public let keys: String
        /// How many keys of the sample have that form.
        public let sampled: Int
        /// About how many there are in the whole database.
        public let estimated: Int
        /// How many values were looked at.
        public let read: Int
        /// How many of those read as this layout's.
        public let decoded: Int
        /// How many of those name a user.
        public let named: Int
        /// How many other keys of the sample begin alike.
        public let neighbours: Int
        /// How sure it is.
        public let certainty: Certainty
        /// What else to know, in sentences.
        public let notes: [String]

        /// The share of the values looked at that decode.
        public var share: Double { read == 0 ? 0 : Double(decoded) / Double(read) }
    }

    /// Where the database is, without credentials.
    public let address: String
    /// How many keys were looked at.
    public let sampled: Int
    /// How many keys the database holds; nil where the server would not say.
    public let total: Int?
    /// The layouts, the surest and most frequent first.
    public let findings: [Finding]
    /// The forms of keys that belong to none of them, and how many keys of the sample have each.
    public let others: [Other]

    /// A form of keys that was not recognised.
    public struct Other: Sendable, Equatable, Encodable {
        /// As `cache:*`.
        public let keys: String
        /// How many keys of the sample.
        public let sampled: Int
    }
}
