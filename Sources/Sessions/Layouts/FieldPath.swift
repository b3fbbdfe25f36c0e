/// Where a field stands in a session's value: `passport.user` is the member `user` of the member `passport`.
struct FieldPath: Sendable, Hashable {
    /// The path as it was written; where sessions are hashes, the name of a field.
    let text: String
    /// Its steps.
    let steps: [String]

    /// A path from its dotted text.
    init(_ text: String) {
        self.text = text
        steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Where a layout keeps what selectors ask for. Of several paths for the user and for times the first one that leads to a
/// text, a number or a truth value counts; a role and an address count wherever they stand.
struct SessionFields: Sendable, Hashable {
    /// Where the user stands; never empty.
    var user: [FieldPath]
    /// Where the roles stand; empty where the layout does not say.
    var role: [FieldPath]
    /// Where the addresses of clients stand; empty where the layout does not say.
    var address: [FieldPath]
    /// Where the time of creation stands; empty where the layout does not say.
    var created: [FieldPath]
    /// Where the time of the last use stands; empty where the layout does not say.
    var lastSeen: [FieldPath]

    /// Fields from dotted paths.
    init(user: [String], role: [String] = [], address: [String] = [], created: [String] = [], lastSeen: [String] = []) {
        self.user = user.map(FieldPath.init)
        self.role = role.map(FieldPath.init)
        self.address = address.map(FieldPath.init)
        self.created = created.map(FieldPath.init)
        self.lastSeen = lastSeen.map(FieldPath.init)
    }

    /// Every path.
    var all: [FieldPath] { user + role + address + created + lastSeen }
}

extension SessionFields {
    /// Where applications that are free to choose put things, most telling first.
    static let usual = SessionFields(
        user: ["userId", "user_id", "userID", "user.id", "user._id", "user.userId", "user.sub", "user", "uid", "sub"],
        role: ["role", "roles", "user.role", "user.roles"],
        address: ["ip", "ipAddress", "ip_address", "clientIp", "client_ip", "remoteAddress", "remote_addr", "user.ip"],
        created: ["createdAt", "created_at", "created", "loginAt", "login_at", "iat"],
        lastSeen: [
            "lastSeen", "last_seen", "lastSeenAt", "lastAccess", "last_access", "lastActivity", "last_activity",
            "updatedAt",
        ])
}
