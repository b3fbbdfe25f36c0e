internal import Basics
internal import Configuration
internal import Files

/// `file: {path, previousPath, nextPath, mode, newline}` and `compose-secret:` with the same keys: files that hold a
/// value each. A Compose file names such a file under `secrets: NAME: file:`.
struct FileDefinition: DestinationDefinition {
    /// What sets the two types apart.
    enum Flavour: String, Sendable {
        case file
        case composeSecret = "compose-secret"

        var caveats: [String] {
            switch self {
            case .file: []
            // The file is mounted by its inode, and a replaced file has another.
            case .composeSecret:
                ["containers see the new file once docker compose up --force-recreate has made them anew"]
            }
        }
    }

    let flavour: Flavour
    let paths: [DestinationSlot: ConfigurationText]
    let mode: FileMode?
    let endsWithNewline: Bool
    let options: DestinationOptions
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind, flavour: Flavour) throws(ConfigurationError) {
        self.flavour = flavour
        var mapping = try node.mapping()
        let current = try mapping.required("path").shownPlace
        paths = try SlotNames.decode(
            "path", &mapping, at: node, { node throws(ConfigurationError) in try node.filePath() },
            identity: \.literal)
        mode = try mapping.optional("mode").map { node throws(ConfigurationError) in try Self.mode(node) }
        endsWithNewline = try mapping.optional("newline")?.bool() ?? false
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        name = "\(flavour.rawValue):\(current)"
        places = paths.values.map { "\($0.literal ?? current) file" }
    }

    var files: [ConfigurationText] { Array(paths.values) }

    /// Each file for itself, and nothing is left half done that another look would not show.
    var isBatching: Bool { true }

    func open(_ context: DestinationContext) throws -> any Destination {
        let paths = try paths.mapValues { try $0.resolve(context.environment) }
        return try options.open(context) { context in
            FileDestination(
                name: name, format: options.format, paths: paths, mode: mode, endsWithNewline: endsWithNewline,
                caveats: flavour.caveats, lockDirectory: context.lockDirectory)
        }
    }

    /// Permissions in octal digits, as `0640`. Nobody but its owner and group may write a file with a value in it.
    static func mode(_ node: ConfigurationNode) throws(ConfigurationError) -> FileMode {
        let text = try node.string()
        guard (3...4).contains(text.utf8.count), let mode = FileMode(text, radix: 8), mode <= 0o777 else {
            throw node.failure("'\(node.path)' is not a file's permissions", hint: "in octal digits, as 0640")
        }
        guard mode & 0o002 == 0, mode & 0o600 == 0o600 else {
            throw node.failure(
                "'\(node.path)' should let its owner read and write, and not everybody write", hint: "as 0600 or 0640")
        }
        return mode
    }
}
