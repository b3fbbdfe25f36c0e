import Basics
import Postgres
import TestSupport
import Testing

@testable import State

/// One of the two databases that hold state.
enum Engine: String, CaseIterable, Codable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres
    var testDescription: String { self == .sqlite ? "SQLite" : "PostgreSQL" }
}

/// A place for a state of a test's own, which other processes find by it too.
struct Store: Codable, Sendable {
    let engine: Engine
    /// The file, or the server's URL.
    let address: String
    let schema: String

    /// Opens it as a process would.
    func open(
        creating: Bool = true, wait: Duration = .seconds(10), migrations: [Migration] = Migration.all
    ) throws -> any Database {
        switch engine {
        case .sqlite: try SQLiteDatabase(path: address, creating: creating, wait: wait, migrations: migrations)
        case .postgres:
            try PostgresDatabase(
                PostgresEndpoint(url: address), schema: schema, creating: creating, wait: wait, migrations: migrations)
        }
    }

    /// A place where there is nothing yet.
    init(_ engine: Engine, in folder: String) throws {
        self.engine = engine
        switch engine {
        case .sqlite: (address, schema) = (folder + "/new/state.db", "")
        case .postgres: (address, schema) = (try SharedPostgres.url, "t\(UInt64.random(in: 0...UInt64.max))")
        }
    }

    /// How messages name it.
    var place: String {
        switch engine {
        case .sqlite: address
        case .postgres: (try? PostgresEndpoint(url: address)).map { "postgres://\($0.place)?schema=\(schema)" } ?? ""
        }
    }

    /// A statement of the shared schema language in its own.
    func schema(_ statement: String) -> String {
        engine == .sqlite ? SQLiteDialect.schema(statement) : PostgresDialect.schema(statement)
    }
}

/// The server that the tests of this process share; each has a schema of its own.
enum SharedPostgres {
    private static let server = Result { try PostgresServer() }
    static var url: String { get throws { try server.get().url } }
}

/// Gives `body` a place where there is nothing yet.
@discardableResult
func withStore<T>(_ engine: Engine, _ body: (Store) throws -> T) throws -> T {
    try withTemporaryDirectory { folder in
        try body(Store(engine, in: folder))
    }
}

/// The same for a body that waits.
@discardableResult
func withStore<T: Sendable>(_ engine: Engine, _ body: (Store) async throws -> T) async throws -> T {
    try await withTemporaryDirectory { folder in
        try await body(Store(engine, in: folder))
    }
}

/// Gives `body` a place with a table `counter` of one row, value 0, opened.
@discardableResult
func withCounter<T>(_ engine: Engine, _ body: (Store, any Database) throws -> T) throws -> T {
    try withStore(engine) { store in
        let state = try store.open()
        try makeCounter(state)
        return try body(store, state)
    }
}

/// Makes a table `counter` of one row, value 0.
func makeCounter(_ state: any Database) throws {
    try state.write { session in
        try session.execute("CREATE TABLE counter (value BIGINT NOT NULL)")
        try session.execute("INSERT INTO counter (value) VALUES (0)")
    }
}

/// The counter's value.
func counter(_ state: any Database) throws -> Int64? {
    try state.read { try $0.first("SELECT value FROM counter")?.integer("value") }
}

/// Adds one by reading and writing back, which two transactions at once would get wrong.
func increment(_ state: any Database) throws {
    try state.write { session in
        let value = try session.first("SELECT value FROM counter")?.integer("value") ?? 0
        try session.execute("UPDATE counter SET value = $1", [.integer(value + 1)])
    }
}
