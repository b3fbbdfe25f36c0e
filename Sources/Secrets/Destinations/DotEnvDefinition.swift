internal import Basics
internal import Configuration
internal import Files

/// `dotenv: {path, key, previousKey, nextKey, dialect, format}`: keys of a `.env` file.
struct DotEnvDefinition: DestinationDefinition {
    /// The file.
    let path: ConfigurationText
    /// The key that holds the current value.
    let key: String
    /// The key that holds the previous value, in the same file.
    let previousKey: String?
    /// The key that holds the next value ahead of its use, in the same file.
    let nextKey: String?
    /// How the file is quoted.
    let dialect: String
    /// How values stand in it.
    let format: ValueFormat
    let name: String
    let places: [String]

    private static let dialects = DotEnvDocument.Dialect.allCases.map(\.rawValue)

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let pathNode = try mapping.required("path")
        path = try pathNode.filePath()
        let key = try Self.key(mapping.required("key"))
        self.key = key
        let previous = mapping.optional("previousKey")
        let next = mapping.optional("nextKey")
        previousKey = if let previous { try Self.key(previous) } else { nil }
        nextKey = if let next { try Self.key(next) } else { nil }
        let dialectNode = mapping.optional("dialect")
        dialect = try dialectNode?.string() ?? DotEnvDocument.Dialect.node.rawValue
        if let dialectNode, !Self.dialects.contains(dialect) {
            throw dialectNode.unknownChoice(dialect, among: Self.dialects)
        }
        let formatNode = mapping.optional("format")
        format = try formatNode?.oneOf(ValueFormat.self) ?? kind.formats.first ?? .text
        if let formatNode, !kind.formats.contains(format) {
            throw formatNode.unknownChoice(format.rawValue, among: kind.formats.map(\.rawValue))
        }
        try mapping.finish()
        let keys = [key, previousKey, nextKey].compactMap(\.self)
        guard Set(keys).count == keys.count else {
            throw node.failure("'\(node.path)' uses one key twice", hint: "key, previousKey and nextKey must differ")
        }
        let shown = Self.shown(pathNode)
        let file = path.literal ?? shown
        places = keys.map { "\(file) \($0)" }
        name = "dotenv:\(shown)#\(key)"
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        DotEnvDestination(
            name: name, path: try path.resolve(context.environment),
            keys: [.current: key, .previous: previousKey, .next: nextKey].compactMapValues(\.self),
            dialect: DotEnvDocument.Dialect(rawValue: dialect) ?? .node, format: format,
            lockDirectory: context.lockDirectory)
    }

    private static func key(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let key = try node.string()
        guard DotEnvDocument.isValidKey(key) else {
            throw node.failure(
                "'\(node.path)' is not a name for a variable", hint: "letters, digits and _, no digit first")
        }
        return key
    }

    /// The path as it was written, references unresolved.
    private static func shown(_ node: ConfigurationNode) -> String {
        node.scalarText?.printable ?? ""
    }
}
