internal import Basics
internal import Redis

/// The access rule of a Redis user who may do what a store needs and nothing else (Redis documentation, "ACL"; for
/// Redis 6.2 and newer).
public struct AccessRule: Sendable, Equatable, Encodable {
    /// The store's name in the configuration.
    public let store: String
    /// The user.
    public let user: String
    /// One `ACL SETUSER` line for every server of the store; in place of the password stands a placeholder.
    public let rule: String
    /// The line for its Sentinels, whose users are others; nil where there are none.
    public let sentinelRule: String?
    /// The commands, as rules name them.
    public let commands: [String]
    /// The patterns of keys.
    public let keys: [String]

    /// What stands where the password's hash goes.
    public static let placeholder = "#<sha256 of the password>"

    /// The channel on which the server tells what has changed (Redis documentation, "Client-side caching").
    static let channel = "&__redis__:invalidate"
}

extension SessionStore {
    /// The rule for a user. Throws where that cannot be a user's name.
    public func accessRule(user: String = "revoker") throws(SessionsError) -> AccessRule {
        guard !user.isEmpty, user.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x22 && $0 != 0x27 }) else {
            throw .selector(
                "'\(user.printable)' is no name for a user of Redis", hint: "leave out spaces and quotation marks")
        }
        let permissions = permissions
        let commands = permissions.commands.map(\.name)
        let keys = permissions.keys.map(\.rule)
        let head = "ACL SETUSER \(user) reset on \(AccessRule.placeholder) resetchannels -@all"
        var sentinelRule: String?
        if case .sentinel = deployment.kind {
            // What `SentinelReport` asks, by both names of the last one.
            let asked = ["ping", "client|setname", "sentinel|master", "sentinel|sentinels", "sentinel|slaves"]
            sentinelRule = ([head] + asked.map { "+\($0)" }).joined(separator: " ")
        }
        return AccessRule(
            store: name, user: user,
            rule: ([head] + keys + [AccessRule.channel] + commands.map { "+\($0)" }).joined(separator: " "),
            sentinelRule: sentinelRule, commands: commands, keys: keys.map { String($0.dropFirst()) })
    }
}
