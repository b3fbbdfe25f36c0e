internal import Configuration
internal import Files

/// `dotenv: {path: .env.override, dialect: node, names: [ENABLE_*]}`
struct DotEnvFlagSourceConfiguration: Sendable {
    let path: ConfigurationText
    private let dialect: DotEnvDocument.Dialect?
    private let names: [String]

    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        path = try mapping.required("path").filePath()
        dialect = try mapping.optional("dialect").map { node throws(ConfigurationError) in try node.oneOf() }
        var names: [String] = []
        for item in try mapping.optional("names")?.sequence() ?? [] { names.append(try item.string()) }
        self.names = names
        try mapping.finish()
    }

    func open(name: String, _ environment: [String: String]) throws(ConfigurationError) -> DotEnvFlagSource {
        DotEnvFlagSource(name: name, path: try path.resolve(environment), dialect: dialect, names: names)
    }
}
