import Synchronization
import TestSupport
import Testing

/// A real PostgreSQL for all rehearsals of a suite, with a database for each of them.
final class StandInDatabases: Sendable {
    @TaskLocal static var current: StandInDatabases?
    let server: PostgresServer
    private let count = Mutex(0)

    init() throws { server = try PostgresServer() }

    /// A database of its own, made by statements.
    func make(_ statements: String) throws -> StandInDatabase {
        let name = count.withLock { count in
            count += 1
            return "stand_in_\(count)"
        }
        try server.ask("CREATE DATABASE \(name)")
        let database = StandInDatabase(server: server, name: name)
        try database.ask(statements)
        return database
    }
}

/// One database.
struct StandInDatabase: Sendable {
    let server: PostgresServer
    let name: String

    var url: String { server.url.replacing("/postgres?", with: "/\(name)?").replacing(":\(server.port)/postgres", with: ":\(server.port)/\(name)") }

    /// What programs need to find it.
    var environment: [String: String] {
        ["PGHOST": "127.0.0.1", "PGPORT": String(server.port), "PGUSER": "firebreak", "PGDATABASE": name, "DATABASE_URL": url]
    }

    /// Statements by psql; what they print.
    @discardableResult
    func ask(_ statements: String) throws -> String {
        try shell(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statements, url])
            .replacing("\n", with: " ").trimmed
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}

/// Starts the suite's PostgreSQL before its first rehearsal, and ends it after the last.
struct WithDatabases: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let databases = try StandInDatabases()
        defer { databases.server.stop() }
        try await StandInDatabases.$current.withValue(databases) { try await function() }
    }
}

extension Trait where Self == WithDatabases {
    static var databases: Self { Self() }
}
