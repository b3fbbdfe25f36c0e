internal import Configuration
internal import Probes
internal import Response

/// `probe: {redis: …}`.
struct ProbeRedisStep: ProbeStep {
    static let help = "Ask the servers of a Redis for role, memory, persistence and replication."
    static let fields: [Field] = [
        .required("url", .reference, "The Redis: redis, rediss, redis+cluster or redis+sentinel."),
        Field("role", .choice(RedisServerHealth.Role.allCases.map(\.rawValue)), "What the server should be."),
        Field("memory", .text, "How much of its memory limit may be used, as 80%."),
        Field("persistence", .boolean, "Saving to disk should work."),
        Field("replicas", .integer(0...1000), "How many replicas each primary should have."),
        Field("lag", .duration, "How far replicas may be behind."),
        Field("latency", .duration, "How long a PING may take."),
    ]
    static let outputs = [
        "verdict", "summary", "servers", "role", "version", "memoryUsed", "replicasOnline", "lagSeconds", "latencySeconds",
    ]
    let probe: RedisProbe

    init(_ fields: FieldReader) throws(ConfigurationError) { probe = try RedisProbe(node: fields.node) }
}

/// `probe: {tls: …}`.
struct ProbeTLSStep: ProbeStep {
    static let help = "Look at the certificate of a TLS server: trusted, for this host, valid for how long."
    static let fields: [Field] = [
        .required("address", .text, "Host and port, as example.com:443; the port is 443 unless given."),
        Field("serverName", .text, "The name in the certificate, where it is not the host."),
        Field("caFile", .reference, "The authorities to trust in place of the system's."),
        Field("validFor", .duration, "How long its certificates must be valid still."),
        Field("protocol", .choice(TLSExpectations.TLSVersion.allCases.map(\.rawValue)), "The protocol at least."),
        Field("timeout", .duration, "How long to wait. Default: 10s."),
    ]
    static let shorthand: String? = "address"
    static let outputs = ["verdict", "summary", "expiresAt", "subject", "issuer", "names", "protocolVersion"]
    let probe: TLSProbe

    init(_ fields: FieldReader) throws(ConfigurationError) { probe = try TLSProbe(node: fields.node) }
}

/// `probe: {postgres: …}`.
struct ProbePostgresStep: ProbeStep {
    static let help = "Ask a PostgreSQL server whether it is ready, and for role, connections and lag."
    static let fields: [Field] = [
        Field("url", .reference, "The database. Default: what PGHOST, PGUSER and so on say."),
        Field("role", .choice(PostgresHealth.Role.allCases.map(\.rawValue)), "What the server should be."),
        Field("connections", .text, "How many of its connections may be in use, as 80%."),
        Field("lag", .duration, "How far a standby may be behind."),
        Field("latency", .duration, "How long connecting and an answer may take."),
    ]
    static let outputs = [
        "verdict", "summary", "role", "version", "connectionsUsed", "connectionLimit", "lagSeconds", "latencySeconds",
    ]
    let probe: PostgresProbe

    init(_ fields: FieldReader) throws(ConfigurationError) { probe = try PostgresProbe(node: fields.node) }
}
