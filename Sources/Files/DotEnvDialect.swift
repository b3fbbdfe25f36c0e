extension DotEnvDocument {
    /// Whose reading of the file counts; they differ in quotes, escapes, comments and expansion.
    public enum Dialect: String, Sendable, CaseIterable {
        /// The `dotenv` package of npm (motdotla/dotenv, lib/main.js).
        case node
        /// Docker Compose (compose-spec/compose-go, dotenv/parser.go).
        case compose
        /// The `python-dotenv` package (dotenv/parser.py, variables.py).
        case python
        /// Everything after `=` as it stands, quotes and all: `docker run --env-file`, sops.
        case literal
    }

    /// How a value is written.
    public enum Quoting: UInt8, Sendable {
        /// Without quotes.
        case bare = 0
        /// In `'`.
        case single = 0x27
        /// In `"`.
        case double = 0x22
        /// In `` ` ``, which only node's reader takes for a quote.
        case backtick = 0x60
    }
}
