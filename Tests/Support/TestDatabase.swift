internal import Basics
internal import Files
internal import Postgres
internal import FoundationEssentials
public import State
internal import Synchronization

/// The state of a test: every test that needs one takes it from here, so that the same test runs on every database.
///
/// `FIREBREAK_TEST_STATE` says which one: `sqlite`, which is the default, or `postgres`. Then `FIREBREAK_TEST_POSTGRES`
/// is the URL of a server that may hold a schema for each test; `Scripts/test` starts it.
public enum TestDatabase {
    /// Whether tests run on PostgreSQL.
    public static let isPostgres = ProcessInfo.processInfo.environment["FIREBREAK_TEST_STATE"] == "postgres"

    /// The state that belongs to a folder, as a configuration in it would find it; made where it is not there yet, and
    /// the same one again where it is. Its `.firebreak` is there afterwards, for locks and keys.
    public static func make(in directory: String) throws -> any Database {
        try PrivateDirectory.ensure(directory + "/.firebreak")
        guard isPostgres else { return try SQLiteDatabase(path: file(in: directory)) }
        return try PostgresDatabase(PostgresEndpoint(url: server()), schema: schema(of: directory))
    }

    /// The file of a folder's state, where that is on SQLite.
    public static func file(in directory: String) -> String { directory + "/.firebreak/state.db" }

    /// The line of a `firebreak.yaml` in a folder that says where its state is.
    public static func configurationLine(in directory: String) throws -> String {
        isPostgres ? "state: \"\(try url(in: directory))\"" : "state: sqlite:.firebreak/state.db"
    }

    /// The URL of a folder's state, where that is on PostgreSQL: a schema of its own.
    public static func url(in directory: String) throws -> String {
        let server = try server()
        return server + (server.contains("?") ? "&" : "?") + "schema=" + schema(of: directory)
    }

    private static func server() throws -> String {
        guard let server = ProcessInfo.processInfo.environment["FIREBREAK_TEST_POSTGRES"] else {
            throw TestFailure("FIREBREAK_TEST_POSTGRES is not set: run ./Scripts/test, which starts a server")
        }
        return server
    }

    /// Adds that line to a configuration that says nothing of its state, where it is not SQLite's default. It goes to
    /// the end, so that no line's number changes; what is no map of settings stays as it is.
    public static func configure(_ file: String) throws {
        guard isPostgres, let bytes = try FileReader.readIfPresent(file) else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").filter { $0.first.map { $0 != "#" && $0 != " " } ?? false }
        guard lines.allSatisfy({ !$0.hasPrefix("state:") }) else { return }
        guard lines.first.map({ $0.prefix(while: \.isLetter).count > 0 && $0.contains(":") }) ?? true else { return }
        let directory = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let end = text.isEmpty || text.hasSuffix("\n") ? "" : "\n"
        try AtomicFile.replace(file, with: bytes + Array("\(end)\(try configurationLine(in: directory))\n".utf8))
    }

    /// Bytes as they stand in a statement.
    public static func literal(_ bytes: [UInt8]) -> String {
        isPostgres ? "'\\x\(Hexadecimal.encode(bytes))'::bytea" : "X'\(Hexadecimal.encode(bytes))'"
    }

    /// The bytes of a column, in a query.
    public static func bytes(of column: String, isText: Bool) -> String {
        if isPostgres { return isText ? "convert_to(\(column), 'UTF8')" : column }
        return "CAST(\(column) AS BLOB)"
    }

    /// What a column holds whose bytes a parameter has, in a statement.
    public static func value(ofBytes parameter: String, isText: Bool) -> String {
        if isPostgres { return isText ? "convert_from(\(parameter)::bytea, 'UTF8')" : "\(parameter)::bytea" }
        return "CAST(\(parameter) AS \(isText ? "TEXT" : "BLOB"))"
    }

    /// All that a folder's state holds, as bytes: every text and every byte string of every table as they are.
    public static func contents(in directory: String) throws -> [UInt8] {
        let database = try make(in: directory)
        let catalogue =
            isPostgres
            ? "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()"
            : "SELECT name FROM sqlite_master WHERE type = 'table'"
        var bytes: [UInt8] = []
        try database.read { session in
            for table in try session.query(catalogue) {
                for row in try session.query("SELECT * FROM \(try table.text("name"))") {
                    for value in row.values {
                        switch value {
                        case .text(let text): bytes += text.utf8
                        case .blob(let blob): bytes += blob
                        case .integer, .null: continue
                        }
                        bytes.append(UInt8(ascii: "\n"))
                    }
                }
            }
        }
        return bytes
    }

    /// Removes what a folder, and those in it, have on the server.
    public static func remove(in directory: String) {
        guard isPostgres else { return }
        let found = schemas.withLock { schemas in
            let inside = schemas.filter { $0.key == directory || $0.key.hasPrefix(directory + "/") }
            for folder in inside.keys { schemas[folder] = nil }
            return inside.values
        }
        guard !found.isEmpty, var connection = try? PostgresConnection(PostgresEndpoint(url: server())) else { return }
        // Somebody whom the test killed may still be in a transaction there; what is left goes with the server.
        for schema in found { _ = try? connection.query("DROP SCHEMA IF EXISTS \(schema) CASCADE") }
    }

    /// The schemas that this process asked for, by folder.
    private static let schemas = Mutex<[String: String]>([:])

    /// A name for a folder's schema: the path's 64-bit FNV-1a.
    private static func schema(of directory: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in directory.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let schema = "t" + String(hash, radix: 16)
        schemas.withLock { $0[directory] = schema }
        return schema
    }
}
