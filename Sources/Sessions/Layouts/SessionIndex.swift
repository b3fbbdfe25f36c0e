/// An application's own list of a user's sessions: a SET, LIST or ZSET, or a string of JSON.
struct SessionIndex: Sendable, Hashable {
    /// How an entry names a session. What it names is an id or a whole key.
    enum EntryForm: Sendable, Hashable {
        /// As it is.
        case plain
        /// As a `java.lang.String` in Java's serialisation.
        case javaString
        /// As a text of JSON.
        case jsonString
        /// The list is a string of JSON, an array of objects in which this member names the session.
        case json(member: String)
    }

    private let prefix: [UInt8]
    private let suffix: [UInt8]
    /// How an entry names a session.
    let entries: EntryForm

    /// Reads a template as `user_sessions:{user}`; nil where it does not hold exactly one `{user}`.
    init?(_ text: String, entries: EntryForm = .plain) {
        guard let (prefix, suffix, _) = Placeholder.split(text, at: ["{user}"]) else { return nil }
        self.init(prefix: prefix, suffix: suffix, entries: entries)
    }

    /// An index from what stands around the user in its key.
    init(prefix: [UInt8], suffix: [UInt8] = [], entries: EntryForm = .plain) {
        self.prefix = prefix
        self.suffix = suffix
        self.entries = entries
    }

    /// The key of a user's list.
    func key(of user: String) -> [UInt8] { prefix + Array(user.utf8) + suffix }

    /// Whether the list is a string of JSON.
    var isJSON: Bool { if case .json = entries { true } else { false } }

    /// The keys of all users' lists.
    var keys: StoreKeys { StoreKeys("indexes", prefix: prefix, suffix: suffix) }
}
