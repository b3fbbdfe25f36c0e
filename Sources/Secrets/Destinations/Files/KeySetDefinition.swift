internal import Basics
internal import Configuration
internal import Files

/// `jwks: {path, mode}`: the public keys of an asymmetric JWT kind, in a file to be served.
struct KeySetDefinition: DestinationDefinition {
    let path: ConfigurationText
    let mode: FileMode
    let kind: any SecretKind
    let name: String
    /// None: several secrets may share a key set, since each touches only its own keys.
    let places: [String] = []

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        guard kind.isPublishedInKeySet else {
            throw node.failure(
                "a \(kind.name) has no public half for '\(node.path)'",
                hint: "a key set is for asymmetric JWT keys; a symmetric one in it would be given to everybody")
        }
        self.kind = kind
        var mapping = try node.mapping()
        let pathNode = try mapping.required("path")
        path = try pathNode.filePath()
        mode =
            try mapping.optional("mode").map { node throws(ConfigurationError) in
                try FileDefinition.mode(node)
            } ?? 0o644
        try mapping.finish()
        name = "jwks:\(pathNode.shownPlace)"
    }

    var files: [ConfigurationText] { [path] }

    func open(_ context: DestinationContext) throws -> any Destination {
        KeySetDestination(
            name: name, format: kind.formats.first ?? .pem, path: try path.resolve(context.environment), mode: mode,
            kind: kind, context: context)
    }
}
