public import Basics
public import Flags

/// The flags of several sources, as far as they can be read.
public struct FlagOverview: Sendable {
    /// The flags, source by source.
    public let flags: [FlagListing]
    /// The sources that cannot be read.
    public let unreadable: [UnreadableSource]

    /// `partial` where a source cannot be read.
    public var status: ExitStatus { unreadable.isEmpty ? .done : .partial }

    /// A source that cannot be read now.
    public struct UnreadableSource: Sendable, Encodable {
        /// Its name.
        public let source: String
        /// Why, in a sentence.
        public let reason: String
        /// What to do about it.
        public let hint: String?
        /// The flags in it that are overridden, by what firebreak has stored itself.
        public let overridden: [String]
    }
}
