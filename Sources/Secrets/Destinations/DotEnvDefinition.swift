internal import Basics
internal import Configuration
internal import Files

/// `dotenv: {path, key, previousKey, nextKey, dialect}`: keys of a `.env` file.
struct DotEnvDefinition: DestinationDefinition {
    /// The file.
    let path: ConfigurationText
    /// The keys that hold the values, all in the same file.
    let keys: [DestinationSlot: String]
    /// How the file is quoted.
    let dialect: String
    let options: DestinationOptions
    let name: String
    let places: [String]

    private static let dialects = DotEnvDocument.Dialect.allCases.map(\.rawValue)

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let pathNode = try mapping.required("path")
        path = try pathNode.filePath()
        keys = try SlotNames.decode("key", &mapping, at: node, Self.checkKey)
        let dialectNode = mapping.optional("dialect")
        dialect = try dialectNode?.string() ?? DotEnvDocument.Dialect.node.rawValue
        if let dialectNode, !Self.dialects.contains(dialect) {
            throw dialectNode.unknownChoice(dialect, among: Self.dialects)
        }
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        let shown = pathNode.shownPlace
        let file = path.literal ?? shown
        places = keys.values.map { "\(file) \($0)" }
        name = "dotenv:\(shown)#\(keys[.current] ?? "")"
    }

    var files: [ConfigurationText] { [path] }
    var isBatching: Bool { !options.hasTemplate }

    func open(_ context: DestinationContext) throws -> any Destination {
        let path = try path.resolve(context.environment)
        return try options.open(context) { context in
            DotEnvDestination(
                name: name, path: path, keys: keys, dialect: DotEnvDocument.Dialect(rawValue: dialect) ?? .node,
                format: options.format, lockDirectory: context.lockDirectory)
        }
    }

    private static func checkKey(_ key: String, _ node: ConfigurationNode) throws(ConfigurationError) {
        guard DotEnvDocument.isValidKey(key) else {
            throw node.failure(
                "'\(node.path)' is not a name for a variable", hint: "letters, digits and _, no digit first")
        }
    }
}
