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

    /// The forms seen, the most frequent first, at most eight.
    public let groups: [Group]
    /// The keys that were looked at.
    public let sampled: Int
    /// True where these were all keys of the database.
    public let isWhole: Bool
    /// The database that was searched.
    public let database: Int
    /// Other databases of the server that hold keys, with how many.
    public let otherDatabases: [(database: Int, keys: Int)]

    public static func == (left: Self, right: Self) -> Bool {
        left.groups == right.groups && left.sampled == right.sampled && left.isWhole == right.isWhole
            && left.database == right.database && left.otherDatabases.elementsEqual(right.otherDatabases, by: ==)
    }
}

extension NearMisses: CustomStringConvertible {
    /// `database 0 holds session:* (4312 keys), cache:* (12 keys); database 1 holds 17 keys`.
    public var description: String {
        var text = "database \(database) "
        if groups.isEmpty {
            text += "is empty"
        } else {
            text += isWhole ? "holds " : "holds, in a sample of \(sampled) keys, "
            text += groups.map { "\($0.pattern) (\(Self.keys($0.keys)))" }.joined(separator: ", ")
        }
        for other in otherDatabases { text += "; database \(other.database) holds \(Self.keys(other.keys))" }
        return text
    }

    /// What to try next.
    var hint: String {
        if let first = groups.first {
            return "if '\(first.pattern)' are the sessions, set the layout's prefix or key to that form"
        }
        if let other = otherDatabases.first {
            return "if the sessions are in database \(other.database), end the store's url with /\(other.database)"
        }
        return "check the store's url: no database of this server holds any keys"
    }

    private static func keys(_ count: Int) -> String { count == 1 ? "1 key" : "\(count) keys" }
}
