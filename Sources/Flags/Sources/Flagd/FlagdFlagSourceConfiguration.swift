internal import Configuration

/// `flagd: {path: flags.json, hashing: text}`
struct FlagdFlagSourceConfiguration: Sendable {
    let path: ConfigurationText
    private let hashing: FlagdHashing

    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        path = try mapping.required("path").filePath()
        hashing = try mapping.optional("hashing").map { node throws(ConfigurationError) in try node.oneOf() } ?? .text
        try mapping.finish()
    }

    func open(name: String, _ environment: [String: String]) throws(ConfigurationError) -> FlagdFlagSource {
        FlagdFlagSource(name: name, path: try path.resolve(environment), hashing: hashing)
    }
}
