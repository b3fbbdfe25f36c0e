import Basics
import Configuration
import Postgres
import Probes
import TestSupport
import Testing

@Suite("Probes of PostgreSQL") struct PostgresProbeTests {
    private static func ask(
        _ url: String?, _ environment: [String: String] = [:], _ change: (inout PostgresExpectations) -> Void = { _ in }
    ) throws -> PostgresProbeOutcome {
        var expectations = PostgresExpectations()
        change(&expectations)
        return try PostgresProbe(url: url, expecting: expectations).ask(environment, at: TimeSource.system.now)
    }

    @Test("a server: ready, role, connections in use, latency")
    func primary() throws {
        let server = try PostgresServer(
            settings: ["max_connections": "10", "superuser_reserved_connections": "2"], password: "correct-horse")
        let good = try Self.ask(server.url) {
            $0.role = .primary
            $0.connections = 0.5
            $0.lag = .seconds(1)
            $0.latency = .seconds(20)
        }
        #expect(good.verdict == .met && good.health?.connectionLimit == 8 && good.health?.role == .primary)
        #expect(!good.name.contains("correct-horse"))
        let before = try #require(good.health?.connectionsUsed)
        var held: [Held] = []
        for _ in 0..<6 { held.append(try Held(server.url)) }
        let bad = try Self.ask(server.url) {
            $0.role = .standby
            $0.connections = 0.5
            $0.latency = .zero
        }
        #expect(bad.verdict == .notMet && bad.health?.connectionsUsed == before + 6)
        #expect(bad.findings.filter { !$0.isMet }.map(\.what) == ["role", "connections", "latency"])
        // All are taken: that too is an answer. (The user is a superuser, for whom two are kept.)
        for _ in 0..<4 { held.append(try Held(server.url)) }
        let full = try Self.ask(server.url)
        #expect(full.verdict == .notMet && full.summary.contains("no connection left"), "\(full.summary)")
        _ = consume held
    }

    @Test("the variables PGHOST and so on say where, if nothing else does")
    func variables() throws {
        let server = try PostgresServer(password: "correct-horse")
        let environment = [
            "PGHOST": "127.0.0.1", "PGPORT": String(server.port), "PGUSER": "firebreak", "PGDATABASE": "postgres",
            "PGPASSWORD": "correct-horse",
        ]
        #expect(try Self.ask(nil, environment).verdict == .met)
        let locked = try Self.ask(nil, environment.merging(["PGPASSWORD": "wrong"]) { $1 })
        #expect(locked.verdict == .unreachable && locked.hint != nil)
    }

    @Test("no answer is no verdict on the server")
    func unreachable() throws {
        let gone = try Self.ask("postgres://u@127.0.0.1:1/x")
        #expect(gone.verdict == .unreachable && gone.verdict.status == .unavailable && gone.hint != nil)
    }

    @Test("is decoded from the configuration, and what is wrong there is told with its place")
    func decoded() throws {
        func probe(_ text: String) throws -> PostgresProbe {
            try PostgresProbe(node: ConfigurationFile(text: text, directory: "/srv").root)
        }
        let full = try probe("{url: 'postgres://u:x@h/d', role: standby, connections: 75%, lag: 5s, latency: 50ms}")
        #expect(full.expectations.role == .standby && full.expectations.connections == 0.75)
        #expect(full.expectations.lag == .seconds(5) && full.name == "postgres://h/d")
        #expect(throws: Never.self) { try probe("{role: primary}") }
        for wrong in [
            "{url: 'mysql://h'}", "{url: 'postgres://h', role: replica}", "{url: 'postgres://h', connections: 5}",
            "{url: 'postgres://h', leg: 5s}", "5",
        ] {
            #expect(throws: ConfigurationError.self, "\(wrong)") { try probe(wrong) }
        }
    }
}

/// A connection that is held open.
private final class Held {
    private let connection: PostgresConnection
    init(_ url: String) throws { connection = try PostgresConnection(PostgresEndpoint(url: url)) }
}
