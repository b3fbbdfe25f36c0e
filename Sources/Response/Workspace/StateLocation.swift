internal import Configuration

/// Where durable state lives: `sqlite:PATH`. `postgres://…` is recognised and refused until it is supported.
public struct StateLocation: Sendable {
    /// The database file; absolute.
    public let path: String

    /// The folder that the database stands in, with the locks and the journal's public key.
    public var directory: String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// `.firebreak/state.db` in a folder.
    public init(defaultIn directory: String) { path = directory + "/.firebreak/state.db" }

    init(_ node: ConfigurationNode, directory: String) throws(ConfigurationError) {
        let text = try node.string()
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            throw node.failure("state on PostgreSQL is not supported by this version", hint: "use sqlite:PATH")
        }
        guard text.hasPrefix("sqlite:"), text.count > 7 else {
            throw node.failure("state is 'sqlite:PATH'", hint: "for example sqlite:.firebreak/state.db")
        }
        let path = String(text.dropFirst(7))
        self.path = path.hasPrefix("/") ? path : directory + "/" + path
    }
}
