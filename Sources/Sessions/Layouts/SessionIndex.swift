/// An application's own list of a user's sessions: a SET, LIST or ZSET with ids, or whole keys, as its members.
struct SessionIndex: Sendable, Hashable {
    private let prefix: [UInt8]
    private let suffix: [UInt8]

    /// Reads a template as `user_sessions:{user}`; nil where it does not hold exactly one `{user}`.
    init?(_ text: String) {
        guard let (prefix, suffix, _) = Placeholder.split(text, at: ["{user}"]) else { return nil }
        self.prefix = prefix
        self.suffix = suffix
    }

    /// The key of a user's list.
    func key(of user: String) -> [UInt8] { prefix + Array(user.utf8) + suffix }
}
