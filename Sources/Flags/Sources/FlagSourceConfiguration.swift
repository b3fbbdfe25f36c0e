public import Configuration

/// A flag source as the configuration has it: `app: {dotenv: {path: .env.override, dialect: node}}`.
public struct FlagSourceConfiguration: Sendable {
    /// Its name.
    public let name: String
    private let kind: Kind

    private enum Kind: Sendable {
        case dotenv(DotEnvFlagSourceConfiguration)
        /// A kind that the configuration may declare and that this version cannot open.
        case later(ConfigurationNode, String)
    }

    /// Kinds that a later version opens. Declared already, they must not keep the other sources from being used.
    private static let laterKinds = ["flagd", "redis", "command"]

    /// Whether this version can open it.
    public var isSupported: Bool { if case .later = kind { false } else { true } }

    /// Decodes it; the structure is checked, the environment not touched.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy({ $0.isNameByte }) else {
            throw node.failure(
                "a flag source's name has letters, digits, '_', '-' and '.'", hint: "for example 'app'")
        }
        self.name = name
        var mapping = try node.mapping()
        for later in Self.laterKinds {
            guard let node = mapping.optional(later) else { continue }
            kind = .later(node, later)
            try mapping.finish()
            return
        }
        guard let dotenv = mapping.optional("dotenv") else {
            try mapping.finish()
            throw node.failure(
                "'\(node.path)' needs a kind of source", hint: "for example {dotenv: {path: .env.override}}")
        }
        kind = .dotenv(try DotEnvFlagSourceConfiguration(dotenv))
        try mapping.finish()
    }

    /// The source itself; references to the environment are resolved.
    public func open(_ environment: [String: String]) throws(ConfigurationError) -> any FlagSource {
        switch kind {
        case .dotenv(let dotenv): return try dotenv.open(name: name, environment)
        case .later(let node, let kind):
            throw node.failure(
                "flag sources of the kind '\(kind)' are not supported by this version", hint: "use a dotenv source")
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
