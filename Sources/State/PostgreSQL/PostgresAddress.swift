import Basics
public import Postgres

/// Where a state on PostgreSQL is: the server, the database, and the schema in it.
public struct PostgresAddress: Sendable {
    /// The server and the database.
    public let endpoint: PostgresEndpoint
    /// The schema that holds firebreak's tables and nothing else.
    public let schema: String

    /// Reads `postgres://[user[:password]@][host][:port][,…][/database][?schema=name&…]`; what it does not say comes from
    /// PGHOST, PGUSER, PGPASSWORD and so on. The errors never quote it.
    public init(url: String, environment: [String: String] = [:]) throws(PostgresError) {
        let (rest, schema) = try Self.takingSchema(from: url)
        endpoint = try PostgresEndpoint(url: rest, environment: environment)
        self.schema = schema ?? PostgresDatabase.defaultSchema
    }

    /// A schema of a database; nil for firebreak's usual one.
    public init(_ endpoint: PostgresEndpoint, schema: String?) {
        self.endpoint = endpoint
        self.schema = schema ?? PostgresDatabase.defaultSchema
    }

    /// How it is named to people, without user and password.
    public var place: String {
        "postgres://\(endpoint.place)" + (schema == PostgresDatabase.defaultSchema ? "" : "?schema=\(schema)")
    }

    /// The URL without `schema`, which libpq does not know, and the schema's name.
    private static func takingSchema(from url: String) throws(PostgresError) -> (url: String, schema: String?) {
        guard let mark = url.firstIndex(of: "?") else { return (url, nil) }
        var schema: String?
        var others: [Substring] = []
        for option in url[url.index(after: mark)...].split(separator: "&") {
            guard option.hasPrefix("schema=") else {
                others.append(option)
                continue
            }
            let name = String(option.dropFirst(7))
            guard schema == nil, isName(name) else {
                throw .invalidURL(reason: "schema is one name of up to 63 small letters, digits and underscores")
            }
            schema = name
        }
        return (String(url[..<mark]) + (others.isEmpty ? "" : "?" + others.joined(separator: "&")), schema)
    }

    /// Whether it is a name that is the same with quotes and without, and not one of PostgreSQL's own.
    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 63, !name.hasPrefix("pg_") else { return false }
        let isLetter = { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
        return isLetter(first) && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
}
