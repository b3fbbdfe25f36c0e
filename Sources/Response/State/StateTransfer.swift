internal import Basics
public import State

/// What was copied, and how it was verified.
public struct StateTransfer: Encodable, Sendable {
    /// The journal that was copied.
    public struct Journal: Encodable, Sendable {
        /// How many entries it has.
        public let entries: Int64
        /// The hash of its whole tree, made again from the entries on both sides; in hexadecimal.
        public let root: String
    }

    /// Where it came from and where it is now.
    public let from: String
    public let to: String
    /// How many rows each table has on both sides; those without any are left out.
    public let tables: [StateContents.Table]
    public let rows: Int64
    public let journal: Journal
    /// How many rows were there before and are gone.
    public let replaced: Int64
    /// Of a backup: how many bytes the file has, and its SHA-256 in hexadecimal.
    public internal(set) var bytes: Int?
    public internal(set) var sha256: String?
    /// Always: what could not be verified is not kept.
    public let verified: Bool
    public let durationSeconds: Double
    /// What whoever did it should know.
    public internal(set) var warnings: [String] = []
}
