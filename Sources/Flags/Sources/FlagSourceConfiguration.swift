public import Configuration

/// A flag source as the configuration has it: `app: {dotenv: {path: .env.override, dialect: node}}`.
public struct FlagSourceConfiguration: Sendable {
    /// Its name.
    public let name: String
    /// What is run after its flags have changed.
    public let reload: [ReloadHook]
    private let kind: Kind

    private enum Kind: Sendable {
        case dotenv(DotEnvFlagSourceConfiguration)
        case flagd(FlagdFlagSourceConfiguration)
        case redis(RedisFlagSourceConfiguration)
        case command(CommandFlagSourceConfiguration)
    }

    /// Decodes it; the structure is checked, the environment not touched.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy({ $0.isNameByte }) else {
            throw node.failure(
                "a flag source's name has letters, digits, '_', '-' and '.'", hint: "for example 'app'")
        }
        self.name = name
        var mapping = try node.mapping()
        reload = try ReloadHook.list(&mapping)
        let kinds = mapping.keys.filter(Self.kinds.contains)
        guard kinds.count == 1, let kind = kinds.first, let settings = mapping.optional(kind) else {
            try mapping.finish()
            throw node.failure(
                kinds.isEmpty ? "'\(node.path)' needs a kind of source" : "'\(node.path)' has several kinds of source",
                hint: "for example {dotenv: {path: .env.override}}; there are: \(Self.kinds.joined(separator: ", "))")
        }
        switch kind {
        case "flagd": self.kind = .flagd(try FlagdFlagSourceConfiguration(settings))
        case "redis": self.kind = .redis(try RedisFlagSourceConfiguration(settings))
        case "command": self.kind = .command(try CommandFlagSourceConfiguration(settings))
        default: self.kind = .dotenv(try DotEnvFlagSourceConfiguration(settings))
        }
        try mapping.finish()
    }

    private static let kinds = ["dotenv", "flagd", "redis", "command"]

    /// The file that it writes; nil where it writes none.
    public var file: ConfigurationText? {
        switch kind {
        case .dotenv(let dotenv): dotenv.path
        case .flagd(let flagd): flagd.path
        case .redis, .command: nil
        }
    }

    /// The source itself; references to the environment are resolved.
    public func open(_ environment: [String: String]) throws(ConfigurationError) -> any FlagSource {
        switch kind {
        case .dotenv(let dotenv): try dotenv.open(name: name, environment)
        case .flagd(let flagd): try flagd.open(name: name, environment)
        case .redis(let redis): try redis.open(name: name, environment)
        case .command(let command): command.open(name: name, environment)
        }
    }
}

extension UInt8 {
    /// What the names of sources and lockdowns are made of.
    var isNameByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E: true
        default: false
        }
    }
}
