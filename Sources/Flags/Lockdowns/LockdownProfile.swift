public import Configuration
internal import JSON

/// Flags that are set together in an emergency: `webhooks-off: {app: {ENABLE_SLACK_APP: false}}`.
public struct LockdownProfile: Sendable {
    /// Its name.
    public let name: String
    /// What it sets, in the order of the configuration.
    public let settings: [Setting]

    /// One flag of a profile.
    public struct Setting: Sendable, Hashable {
        /// The source's name.
        public let source: String
        /// The flag's name.
        public let flag: String
        /// What it is set to.
        public let value: FlagValue

        public init(source: String, flag: String, value: FlagValue) {
            self.source = source
            self.flag = flag
            self.value = value
        }
    }

    public init(name: String, settings: [Setting]) {
        self.name = name
        self.settings = settings
    }

    /// Decodes it. `true` and `false` are booleans, numbers numbers, mappings and lists JSON, and all else text.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy({ $0.isNameByte }) else {
            throw node.failure(
                "a lockdown's name has letters, digits, '_', '-' and '.'", hint: "for example 'webhooks-off'")
        }
        var settings: [Setting] = []
        for (source, flags) in try node.mapping().entries {
            for (flag, value) in try flags.mapping().entries {
                settings.append(Setting(source: source, flag: flag, value: FlagValue(try Self.json(value))))
            }
        }
        guard !settings.isEmpty else {
            throw node.failure(
                "the lockdown '\(name)' sets nothing", hint: "for example \(name): {app: {ENABLE_UPLOADS: false}}")
        }
        self.init(name: name, settings: settings)
    }

    private static func json(_ node: ConfigurationNode) throws(ConfigurationError) -> JSONValue {
        switch node.kind {
        case .mapping:
            var members = JSONObject()
            for (key, value) in try node.mapping().entries { members[key] = try json(value) }
            return .object(members)
        case .sequence:
            var items: [JSONValue] = []
            for item in try node.sequence() { items.append(try json(item)) }
            return .array(items)
        case .scalar:
            if node.isNull { return .null }
            let text = try node.string()
            guard !node.isQuoted else { return .string(text) }
            return FlagValue(parsing: text).json
        }
    }
}
