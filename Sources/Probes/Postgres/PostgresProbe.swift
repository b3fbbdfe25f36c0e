public import Basics
public import Configuration
public import Postgres

/// Asks a PostgreSQL server whether it is ready, what it is, and how many of its connections are in use.
public struct PostgresProbe: Probe {
    /// Nil for what PGHOST, PGUSER and so on say.
    private let url: ConfigurationText?
    private let node: ConfigurationNode?
    /// What the server should be.
    public let expectations: PostgresExpectations

    /// - Parameter url: as in docs/probes.md; nil for what PGHOST, PGUSER and so on say.
    public init(
        url: String?, expecting expectations: PostgresExpectations = PostgresExpectations()
    ) throws(PostgresError) {
        if let url { _ = try PostgresEndpoint(url: url) }
        self.url = url.map { ConfigurationText(literal: $0) }
        node = nil
        self.expectations = expectations
    }

    /// Decodes `{url: "postgres://…", role: primary, connections: 80%, lag: 10s, latency: 100ms}`; without `url` the
    /// variables PGHOST, PGUSER and so on say where.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let urlNode = mapping.optional("url")
        url = try urlNode?.text()
        self.node = urlNode
        expectations = try PostgresExpectations(&mapping)
        try mapping.finish()
        if let literal = url?.literal, let urlNode {
            do throws(PostgresError) {
                _ = try PostgresEndpoint(url: literal)
            } catch {
                throw urlNode.failure("'\(urlNode.path)': \(error.message)", hint: error.hint)
            }
        }
    }

    public var name: String {
        (try? PostgresEndpoint(url: url?.literal)).map { "postgres://\($0.place)" } ?? "a PostgreSQL server"
    }

    public func ask(_ environment: [String: String], at now: Timestamp) throws -> PostgresProbeOutcome {
        var endpoint = try PostgresEndpoint(url: url?.resolve(environment), environment: environment)
        endpoint.statementTimeout = endpoint.timeout
        let name = "postgres://\(endpoint.place)"
        do throws(PostgresError) {
            let health = try Self.health(of: endpoint)
            return PostgresProbeOutcome(name: name, health: health, findings: expectations.findings(health))
        } catch {
            // That nobody more is let in is an answer, and what was asked for.
            if case .refused(_, "53300", _) = error {
                let finding = ProbeFinding(
                    what: "connections", expected: "one to be had", found: "no connection left", isMet: false)
                return PostgresProbeOutcome(name: name, health: nil, findings: [finding])
            }
            if case .invalidURL = error { throw error }
            return PostgresProbeOutcome(name: name, reason: error.message, hint: error.hint)
        }
    }

    private static func health(of endpoint: PostgresEndpoint) throws(PostgresError) -> PostgresHealth {
        let start = ContinuousClock.now
        var connection = try PostgresConnection(endpoint)
        try connection.query("SELECT 1")
        let latency = ContinuousClock.now - start
        // Sessions of a database, which every user may count; not those of the server's own background.
        let answer = try connection.query(
            """
            SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS recovering,
                current_setting('max_connections')::bigint AS most,
                current_setting('superuser_reserved_connections')::bigint AS reserved,
                (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL AND pid <> pg_backend_pid()) AS used,
                CASE WHEN pg_is_in_recovery() AND pg_last_wal_receive_lsn() IS DISTINCT FROM pg_last_wal_replay_lsn()
                    THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::double precision
                    WHEN pg_is_in_recovery() THEN 0.0::double precision END AS lag
            """)
        guard let row = answer.rows.first else { throw .value("PostgreSQL answered nothing") }
        return PostgresHealth(
            version: try row.optionalText("version")?.printable ?? "?",
            role: try row.optionalBoolean("recovering") == true ? .standby : .primary, latency: latency,
            usesTLS: connection.usesTLS, connectionsUsed: try row.optionalInteger("used") ?? 0,
            connectionLimit: (try row.optionalInteger("most") ?? 0) - (try row.optionalInteger("reserved") ?? 0),
            lag: try row.optionalDouble("lag").map { .microseconds(Int64($0 * 1e6)) })
    }
}
