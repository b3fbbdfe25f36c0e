/// What a state is kept in.
public struct StateFacts: Sendable, Encodable {
    /// The database and its version, as `SQLite 3.40.1`.
    public let engine: String
    /// The number of its schema.
    public let schema: Int
    /// The number of the schema that this program makes.
    public static var knownSchema: Int { Migration.all.last?.number ?? 0 }
    /// How many bytes it takes.
    public let bytes: Int64

    public init(engine: String, schema: Int, bytes: Int64) {
        self.engine = engine
        self.schema = schema
        self.bytes = bytes
    }
}

/// Something about a database that whoever relies on it should know.
public struct StateFinding: Sendable, Equatable {
    /// How it is.
    public enum Outcome: Sendable {
        case good
        /// It works, and will not always.
        case doubtful
        /// It does not work.
        case bad
    }
    public let outcome: Outcome
    /// What was found, in a sentence or a few words.
    public let text: String
    /// What to do about it; nil where nothing is to be done.
    public let remedy: String?

    public init(_ outcome: Outcome, _ text: String, remedy: String? = nil) {
        self.outcome = outcome
        self.text = text
        self.remedy = remedy
    }
}
