internal import Basics
internal import Configuration
internal import Probes
internal import Redis

/// `redis-acl: {url, user, persist, others, connections, replication, sentinels}`: the passwords that a Redis
/// deployment accepts for a user, on every server of it.
struct RedisACLDefinition: DestinationDefinition {
    let url: ConfigurationText
    let settings: RedisACLSettings
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        guard kind.name == RedisPasswordKind().name else {
            throw node.failure(
                "'\(node.path)' is for a redis-password, and this secret is a \(kind.name)",
                hint: "write kind: redis-password")
        }
        var mapping = try node.mapping()
        let urlNode = try mapping.required("url")
        url = try urlNode.text()
        if let literal = url.literal { _ = try RedisDeployment(url: literal, at: urlNode) }
        var settings = RedisACLSettings()
        if let user = mapping.optional("user") {
            settings.user = try user.string()
            // `ACLStringHasSpaces` (src/acl.c).
            guard !settings.user.isEmpty, !settings.user.contains(where: { $0.isWhitespace || $0 == "\0" }) else {
                throw user.failure("'\(user.path)' should be a user's name, without spaces")
            }
        }
        settings.persistence = try mapping.optional("persist")?.oneOf(RedisACLSettings.Persistence.self) ?? .auto
        settings.others = try mapping.optional("others")?.oneOf(RedisACLSettings.Others.self) ?? .remove
        settings.connections = try mapping.optional("connections")?.oneOf(RedisACLSettings.Connections.self) ?? .old
        settings.rekeysReplication = try mapping.optional("replication")?.bool() ?? true
        settings.rekeysSentinels = try mapping.optional("sentinels")?.bool() ?? true
        try mapping.finish()
        self.settings = settings
        let shown = urlNode.shownPlace
        name = "redis-acl:\(shown)#\(settings.user.printable)"
        places = ["\(shown) user \(settings.user)"]
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        RedisACLDestination(
            name: name, deployment: try RedisDeployment(url: url.resolve(context.environment)), settings: settings,
            context: context)
    }
}

/// What the configuration says about the passwords of a Redis user.
struct RedisACLSettings: Sendable {
    /// How a server is made to keep its users beyond a restart.
    enum Persistence: String, Sendable, CaseIterable {
        /// By ACL SAVE where it has a file for them, else by CONFIG REWRITE where it has a configuration file.
        case auto
        case aclSave = "acl-save"
        case configRewrite = "config-rewrite"
        /// By somebody else.
        case none
    }

    /// What becomes of passwords that nobody here knows.
    enum Others: String, Sendable, CaseIterable {
        /// They are previous passwords like any other, and end with these.
        case remove
        /// They are left alone.
        case keep
    }

    /// Which connections are ended when a previous password is taken away after a routine rotation.
    enum Connections: String, Sendable, CaseIterable {
        /// Those that were made before the new password was the current one.
        case old
        /// All of the user's.
        case all
    }

    var user = "default"
    var persistence = Persistence.auto
    var others = Others.remove
    var connections = Connections.old
    /// Whether the servers' own login at their primary is changed with it, where it is this user's.
    var rekeysReplication = true
    /// Whether the Sentinels' login is changed with it, where it is this user's.
    var rekeysSentinels = true

    var isDefaultUser: Bool { user == "default" }
}
