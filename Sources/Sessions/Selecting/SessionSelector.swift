public import Basics

/// Which sessions are meant. Conditions of different kinds must all hold; of several users, and of several ranges of
/// addresses, it is enough to be in one.
public struct SessionSelector: Sendable, Hashable {
    /// The users, by what the layout's user field holds; named twice they count once.
    public let users: [String]
    /// A role that the session's user must have.
    public let role: String?
    /// Further fields of the session and what they must be; all of them must hold.
    public let matches: [FieldMatch]
    /// Where the session must have been used from.
    public let addresses: [IPRange]
    /// When it must have been created.
    public let created: TimeWindow
    /// When it must have been used last.
    public let lastSeen: TimeWindow
    /// Every session. It stands alone, but for `keep`.
    public let all: Bool
    /// What is spared nevertheless.
    public let keep: KeptSessions

    /// A selector from its conditions.
    public init(
        users: [String] = [], role: String? = nil, matches: [FieldMatch] = [], addresses: [IPRange] = [],
        created: TimeWindow = TimeWindow(), lastSeen: TimeWindow = TimeWindow(), all: Bool = false,
        keep: KeptSessions = .none
    ) {
        // By their bytes: Swift takes canonically equivalent texts for equal, an application does not.
        var seen: Set<[UInt8]> = []
        self.users = users.filter { seen.insert(Array($0.utf8)).inserted }
        self.role = role
        self.matches = matches
        self.addresses = addresses
        self.created = created
        self.lastSeen = lastSeen
        self.all = all
        self.keep = keep
    }

    /// Every session of the store.
    public static let everything = SessionSelector(all: true)

    /// True where nothing is selected: no condition, and not `all`.
    public var isEmpty: Bool { users.isEmpty && !hasConditions && !all }

    /// True where users alone decide: then a cut-off by user, or a statement about users, says as much as the selector
    /// does. Sessions that are spared are some of a user's.
    var isUsersOnly: Bool { !users.isEmpty && !hasConditions && keep.isEmpty }

    /// Whether there is any condition besides users.
    var hasConditions: Bool {
        role != nil || !matches.isEmpty || !addresses.isEmpty || !created.isOpen || !lastSeen.isOpen
    }

    /// Refuses to revoke values that cannot be read where some sessions are meant: nobody knows whose they are.
    func check(includesUndecodable: Bool) throws(SessionsError) {
        guard includesUndecodable, !all else { return }
        throw .selector(
            "values that cannot be read may be anybody's sessions: they go only where all sessions are meant",
            hint: "leave out --include-undecodable, or select all sessions")
    }

    /// Refuses what cannot be meant: nothing, `all` beside a condition, empty texts.
    func check() throws(SessionsError) {
        if isEmpty {
            throw .selector(
                "no sessions are selected", hint: "name users, a role or field=value, or say that all are meant")
        }
        if all && (!users.isEmpty || hasConditions) {
            throw .selector(
                "all sessions and a condition are selected at once",
                hint: "leave one of them out: with a condition only the sessions that fit it are meant")
        }
        if users.contains("") || role == "" || matches.contains(where: { $0.field.isEmpty }) {
            throw .selector("a user, role or field in the selector is empty", hint: nil)
        }
    }
}

extension SessionSelector: CustomStringConvertible {
    /// A few words for people, as `user u1 or u2, with role admin`; of many users, the first three and their number.
    public var description: String {
        var parts: [String] = all ? ["all sessions"] : []
        if !users.isEmpty {
            let shown = users.prefix(3).map(\.printable)
            let rest = users.count - shown.count
            parts.append(
                (users.count == 1 ? "user " : "users ") + shown.joined(separator: ", ")
                    + (rest > 0 ? " and \(rest) more" : ""))
        }
        if let role { parts.append("role \(role.printable)") }
        parts += matches.map { "\($0.field.printable)=\($0.value.printable)" }
        if !addresses.isEmpty { parts.append("from " + addresses.map(\.text.printable).joined(separator: " or ")) }
        parts += [created.described(as: "created"), lastSeen.described(as: "last seen")].compactMap { $0 }
        if !keep.isEmpty { parts.append("but for those that are kept") }
        return parts.isEmpty ? "no sessions" : parts.joined(separator: ", ")
    }
}

extension SessionSelector: Encodable {
    private enum Key: String, CodingKey { case users, role, matches, addresses, created, lastSeen, all, keepsSome }

    /// An object with the conditions that are set, so that a receipt says exactly what was meant. Of the sessions that
    /// are spared it says only that there are some: their ids are credentials.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        if all { try container.encode(true, forKey: .all) }
        if !users.isEmpty { try container.encode(users, forKey: .users) }
        try container.encodeIfPresent(role, forKey: .role)
        if !matches.isEmpty { try container.encode(matches, forKey: .matches) }
        if !addresses.isEmpty { try container.encode(addresses.map(\.text), forKey: .addresses) }
        if !created.isOpen { try container.encode(created, forKey: .created) }
        if !lastSeen.isOpen { try container.encode(lastSeen, forKey: .lastSeen) }
        if !keep.isEmpty { try container.encode(true, forKey: .keepsSome) }
    }
}
