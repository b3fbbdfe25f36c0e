/// A `.env` file that is read and rewritten without disturbing a byte that was not asked for.
public struct DotEnvDocument: Sendable {
    /// Whose reading of the file counts; they differ in quotes, escapes, comments and expansion.
    public enum Dialect: String, Sendable, CaseIterable {
        /// The `dotenv` package of npm.
        case node
        /// Docker Compose (compose-go).
        case compose
        /// The `python-dotenv` package.
        case python
        /// Everything after `=` as it stands, quotes and all: `docker run --env-file`, sops, systemd's simplest form.
        case literal
    }

    private var content: [UInt8]

    /// Reads a file.
    public init(parsing bytes: [UInt8], dialect: Dialect = .node) throws(DotEnvError) { content = bytes }

    /// The file as it is now.
    public var bytes: [UInt8] { content }
    /// The keys that are assigned, in order, each once.
    public var keys: [String] { [] }
    /// Whether the key is assigned.
    public func contains(_ key: String) -> Bool { keys.contains(key) }
    /// The value that the dialect's reader gets; nil where the key is not assigned.
    public func value(of key: String) throws(DotEnvError) -> String? { nil }
    /// Assigns a value: splices it into the key's line, or appends `KEY=value`.
    public mutating func set(_ key: String, to value: String) throws(DotEnvError) {}
    /// Removes the key's line or lines.
    public mutating func remove(_ key: String) throws(DotEnvError) {}
    /// Whether every reader takes it for a key.
    public static func isValidKey(_ key: String) -> Bool { true }
}
