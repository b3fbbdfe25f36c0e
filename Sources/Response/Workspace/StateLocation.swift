internal import Basics
internal import Configuration
internal import Files
internal import Postgres
public import State

/// Where durable state lives: `sqlite:PATH`, or `postgres://…` for a team.
public struct StateLocation: Sendable {
    /// The database that holds it.
    enum Store: Sendable {
        /// A file of this machine; absolute.
        case sqlite(path: String)
        /// A schema on a server. What it refers to is resolved when it is opened.
        case postgres(ConfigurationText, ConfigurationNode)
    }

    let store: Store
    /// The folder of what stays on this machine wherever the database is: locks, evidence, the journal's public key.
    public let directory: String

    /// `.firebreak/state.db` in a folder.
    public init(defaultIn directory: String) {
        self.directory = directory + "/.firebreak"
        store = .sqlite(path: self.directory + "/state.db")
    }

    init(_ node: ConfigurationNode, directory: String) throws(ConfigurationError) {
        let text = try node.text()
        guard text.beginning.isEmpty || Self.isURL(text.beginning) else {
            let text = try node.string()
            guard text.hasPrefix("sqlite:"), text.count > 7 else {
                throw node.failure(
                    "state is 'sqlite:PATH' or 'postgres://…'",
                    hint: "for example sqlite:.firebreak/state.db or postgres://firebreak@db.example.com/firebreak")
            }
            let path = String(text.dropFirst(7))
            let full = path.hasPrefix("/") ? path : directory + "/" + path
            store = .sqlite(path: full)
            self.directory = full.lastIndex(of: "/").map { String(full[..<$0]) } ?? "."
            return
        }
        store = .postgres(text, node)
        self.directory = directory + "/.firebreak"
        // What can be seen without the environment is looked at now.
        if let literal = text.literal { _ = try Self.address(literal, [:], node) }
    }

    /// The file of the database; nil where it is on a server.
    public var file: String? {
        if case .sqlite(let path) = store { path } else { nil }
    }

    /// How it is named to people, without user and password.
    public func place(_ environment: [String: String]) -> String {
        switch store {
        case .sqlite(let path): path
        case .postgres: (try? address(environment))??.place ?? "a PostgreSQL server"
        }
    }

    /// Opens the state, and makes it where there is none, unless `creating` is false (`StateError.notFound` then).
    public func open(_ environment: [String: String], creating: Bool = true) throws -> any Database {
        switch store {
        case .sqlite(let path): return try SQLiteDatabase(path: path, creating: creating)
        case .postgres(let text, let node):
            let address = try Self.address(text.resolve(environment), environment, node)
            let database = try PostgresDatabase(address.endpoint, schema: address.schema, creating: creating)
            try PrivateDirectory.ensure(directory)
            return database
        }
    }

    /// The server's address; nil for a file.
    public func address(_ environment: [String: String]) throws -> PostgresAddress? {
        guard case .postgres(let text, let node) = store else { return nil }
        return try Self.address(text.resolve(environment), environment, node)
    }

    private static func address(
        _ url: String, _ environment: [String: String], _ node: ConfigurationNode
    ) throws(ConfigurationError) -> PostgresAddress {
        guard isURL(url) else {
            throw node.failure(
                "'\(node.path)' does not give a PostgreSQL URL",
                hint: "as postgres://firebreak@db.example.com/firebreak; sqlite:PATH stands there as it is")
        }
        do throws(PostgresError) {
            return try PostgresAddress(url: url, environment: environment)
        } catch {
            throw node.failure("'\(node.path)': \(error.message)", hint: error.hint)
        }
    }

    private static func isURL(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }
}
