internal import Basics

/// What a store holds instead of sessions: the forms of its keys without their ids, and its other databases.
public struct NearMisses: Sendable, Equatable {
    /// A form of keys, as `session:*`, and how many keys of a sample have it.
    public struct Group: Sendable, Equatable {
        /// The common beginning with `*` for the rest.
        public let pattern: String
        /// How many keys of the sample.
        public let keys: Int
    }

    /// Another database of the server that holds keys.
    public struct OtherDatabase: Sendable, Equatable {
        /// Its number, as at the end of a URL.
        public let number: Int
        /// How many keys it holds.
        public let keys: Int
    }

    /// The forms seen, the most frequent first.
    public let groups: [Group]
    /// The keys that were looked at.
    public let sampled: Int
    /// True where these were all keys of the database.
    public let isWhole: Bool
    /// The database that was searched.
    public let database: Int
    /// Other databases of the server that hold keys.
    public let otherDatabases: [OtherDatabase]
    /// Keys that have the form of a session's and are of another type.
    public let otherType: Int
    /// Keys that begin as a session's does and whose rest is no id.
    public let neighbours: Int
}

extension NearMisses: CustomStringConvertible {
    /// `database 0 holds session:* (4312 keys), cache:* (12 keys); database 1 holds 17 keys`.
    public var description: String {
        var text = "database \(database) "
        if groups.isEmpty {
            text += "is empty"
        } else {
            text += isWhole ? "holds " : "holds, in a sample of \(sampled) keys, "
            text += groups.map { "\($0.pattern.printable) (\(Self.keys($0.keys)))" }.joined(separator: ", ")
        }
        for other in otherDatabases { text += "; database \(other.number) holds \(Self.keys(other.keys))" }
        return text
    }

    /// What to try next.
    var hint: String {
        if otherType > 0 {
            return "\(Self.keys(otherType)) have the form but are of another type: check the layout's encoding"
        }
        if neighbours > 0 {
            return "\(Self.keys(neighbours)) begin so and have a further ':'; where that is part of the ids, write "
                + "the layout's key with {id*}"
        }
        if let first = groups.first {
            return "if '\(first.pattern.printable)' are the sessions, set the layout's prefix or key to that form"
        }
        if let other = otherDatabases.first {
            return "if the sessions are in database \(other.number), end the store's url with /\(other.number)"
        }
        return "check the store's url: no database of this server holds any keys"
    }

    private static func keys(_ count: Int) -> String { count == 1 ? "1 key" : "\(count) keys" }
}
