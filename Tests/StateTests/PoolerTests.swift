import Basics
import Postgres
import TestSupport
import Testing

@testable import State

/// Behind a pooler each transaction may be another server process's, which has nothing prepared that an earlier one had.
@Suite("State behind PgBouncer in transaction mode") struct PoolerTests {
    @Test("many threads and clients lose nothing, and nothing is left on the server's connections")
    func transactions() throws {
        let server = try PostgresServer()
        try withTemporaryDirectory { folder in
            let pooler = try PgBouncer(before: server, connections: 3, in: folder)
            let clients = try (0..<4).map { _ in
                try PostgresDatabase(PostgresEndpoint(url: pooler.url), wait: .seconds(60))
            }
            try makeCounter(clients[0])
            let threads = clients.flatMap { client in
                (0..<2).map { _ in
                    BackgroundThread {
                        for _ in 0..<50 {
                            try increment(client)
                            _ = try counter(client)
                        }
                    }
                }
            }
            for thread in threads { try thread.join() }
            #expect(try counter(clients[0]) == 400)
            // What a transaction has set is gone with it, for whoever has the connection next.
            var endpoint = try PostgresEndpoint(url: pooler.url)
            endpoint.setsLimitsAtLogin = false
            var next = try PostgresConnection(endpoint)
            for _ in 0..<3 {
                #expect(try next.query("SHOW search_path").rows.first?.optionalText("search_path") == "\"$user\", public")
            }
        }
    }

    @Test("a connection that prepared its statements is given another server process, and goes on")
    func moved() throws {
        let server = try PostgresServer()
        try withTemporaryDirectory { folder in
            let pooler = try PgBouncer(before: server, connections: 1, in: folder)
            let state = try PostgresDatabase(PostgresEndpoint(url: pooler.url), wait: .seconds(60))
            try makeCounter(state)
            for _ in 0..<5 { try increment(state) }
            let prepared = try state.read { session in
                try session.first("SELECT COUNT(*) AS count FROM pg_prepared_statements")?.integer("count") ?? 0
            }
            #expect(prepared > 3)
            // The client's own connection stays as it is.
            try server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'firebreak'")
            for _ in 0..<5 { try increment(state) }
            #expect(try counter(state) == 10)
        }
    }
}
