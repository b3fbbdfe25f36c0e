public import Configuration
public import Flags
public import Logs
public import Notifications
public import Secrets
public import Sessions

/// The whole of `firebreak.yaml`, its structure checked; references to the environment are resolved when used.
public struct FirebreakConfiguration: Sendable {
    /// The file it came from; nil where there is none and everything has its default.
    public let path: String?
    /// The folder to which relative paths refer; absolute.
    public let directory: String
    /// Where durable state lives: `sqlite:PATH` or `postgres://…`.
    public let state: StateLocation
    /// How the keyring is unlocked.
    public let unlock: KeyringUnlock
    /// How it was unlocked before, until `secrets rewrap`.
    public let formerUnlock: KeyringUnlock?
    public let stores: [StoreConfiguration]
    public let secrets: [SecretDefinition]
    public let flags: [FlagSourceConfiguration]
    public let lockdowns: [LockdownProfile]
    public let gates: [GateConfiguration]
    public let channels: [ChannelConfiguration]
    public let routes: [RouteConfiguration]
    /// Words of the user's own for messages.
    public let templates: [MessageTemplate]
    /// How firebreak tells by itself.
    public let notify: NotifySettings
    /// Formats and rules of one's own for logs.
    public let logs: LogsConfiguration
    public let measurements: [MeasurementConfiguration]
    /// Who may approve steps of playbooks.
    public let responders: [ResponderConfiguration]
    /// What the descriptions of systems, which stand beside their playbooks, leave to be filled in.
    public let systems: [SystemConfiguration]

    /// What holds where there is no file: no stores, secrets, flags and channels; state in `.firebreak/` beside the
    /// caller.
    public init(defaultsIn directory: String) {
        path = nil
        self.directory = directory
        state = StateLocation(defaultIn: directory)
        unlock = .keyFile(path: directory + "/.firebreak/keyring.key")
        formerUnlock = nil
        (stores, secrets, flags, lockdowns, gates, channels, routes) = ([], [], [], [], [], [], [])
        templates = []
        notify = NotifySettings()
        logs = LogsConfiguration()
        measurements = []
        (responders, systems) = ([], [])
    }

    /// Decodes a file; unknown keys and wrong kinds of value are errors with line and column.
    public init(_ file: ConfigurationFile, path: String?) throws(ConfigurationError) {
        self.path = path
        directory = file.directory
        var root = try file.root.mapping()
        state =
            try root.optional("state").map { node throws(ConfigurationError) in
                try StateLocation(node, directory: file.directory)
            } ?? StateLocation(defaultIn: file.directory)
        if let keyring = root.optional("keyring") {
            var mapping = try keyring.mapping()
            unlock = try KeyringUnlock(node: mapping.required("unlock"))
            formerUnlock = try mapping.optional("formerly").map { node throws(ConfigurationError) in
                try KeyringUnlock(node: node)
            }
            try mapping.finish()
        } else {
            unlock = .keyFile(path: file.directory + "/.firebreak/keyring.key")
            formerUnlock = nil
        }
        stores = try Self.named(root.optional("stores"), StoreConfiguration.init(name:node:))
        secrets = try Self.named(root.optional("secrets"), SecretDefinition.init(name:node:))
        try SecretDefinition.refuseSharedPlaces(secrets)
        try SecretDefinition.refuseUnknownNames(secrets, stores: stores.map(\.name))
        flags = try Self.named(root.optional("flags"), FlagSourceConfiguration.init(name:node:))
        lockdowns = try Self.named(root.optional("lockdowns"), LockdownProfile.init(name:node:))
        let gateNode = root.optional("gates")
        gates = try Self.named(gateNode, GateConfiguration.init(name:node:))
        if let gateNode { try GateConfiguration.check(gates, gateNode) }
        channels = try Self.named(root.optional("channels"), ChannelConfiguration.init(name:node:))
        var routes: [RouteConfiguration] = []
        for node in try root.optional("routes")?.sequence() ?? [] {
            let route = try RouteConfiguration(node: node)
            try route.check(channels: channels)
            routes.append(route)
        }
        self.routes = routes
        templates = try (root.optional("templates")?.sequence() ?? []).map { node throws(ConfigurationError) in
            try MessageTemplate(node: node)
        }
        notify = try root.optional("notify").map { node throws(ConfigurationError) in
            try NotifySettings(node: node)
        } ?? NotifySettings()
        measurements = try Self.named(root.optional("measurements"), MeasurementConfiguration.init(name:node:))
        responders = try Self.named(root.optional("responders"), ResponderConfiguration.init(name:node:))
        try ResponderConfiguration.refuseSharedKeys(responders, root)
        systems = try Self.named(root.optional("systems"), SystemConfiguration.init(name:node:))
        logs =
            try root.optional("logs").map { node throws(ConfigurationError) in
                try LogsConfiguration(node: node)
            } ?? LogsConfiguration()
        try root.finish()
    }

    /// A map from names to values of one type.
    private static func named<Value>(
        _ node: ConfigurationNode?, _ decode: (String, ConfigurationNode) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> [Value] {
        guard let node else { return [] }
        var values: [Value] = []
        for (name, entry) in try node.mapping().entries { values.append(try decode(name, entry)) }
        return values
    }
}
