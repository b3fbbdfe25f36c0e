internal import Basics
internal import Configuration

/// What a PostgreSQL server should be.
public struct PostgresExpectations: Sendable, Hashable {
    /// What it should be in replication.
    public var role: PostgresHealth.Role?
    /// The part of its connections that may be in use: 0 to 1.
    public var connections: Double?
    /// How far a standby may be behind.
    public var lag: Duration?
    /// How long connecting and a first answer may take.
    public var latency: Duration?

    /// It lets us in and answers.
    public init() {}

    /// Reads `role`, `connections`, `lag` and `latency` out of a mapping.
    init(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) {
        role = try mapping.optional("role")?.oneOf()
        if let node = mapping.optional("connections") {
            connections = RedisExpectations.share(try node.string())
            guard connections != nil else { throw node.failure("'\(node.path)' is no percentage", hint: "as 80%") }
        }
        lag = try mapping.optional("lag")?.duration()
        latency = try mapping.optional("latency")?.duration()
    }

    func findings(_ health: PostgresHealth) -> [ProbeFinding] {
        var findings: [ProbeFinding] = []
        if let role {
            findings.append(
                ProbeFinding(what: "role", expected: role.rawValue, found: health.role.rawValue, isMet: health.role == role))
        }
        if let connections {
            findings.append(
                ProbeFinding(
                    what: "connections", expected: "at most \((connections * 100).plain)%",
                    found: "\(health.connectionsUsed) of \(health.connectionLimit) in use",
                    isMet: health.connectionShare <= connections))
        }
        if let lag, health.role == .standby {
            findings.append(
                ProbeFinding(
                    what: "lag", expected: "at most \(lag.compact)", found: health.lag?.compact ?? "not told",
                    isMet: health.lag.map { $0 <= lag } ?? false))
        }
        if let latency {
            findings.append(
                ProbeFinding(
                    what: "latency", expected: "at most \(latency.compact)", found: health.latency.compact,
                    isMet: health.latency <= latency))
        }
        return findings
    }
}

/// What a probe of PostgreSQL found.
public struct PostgresProbeOutcome: ProbeOutcome, Hashable {
    public let verdict: ProbeVerdict
    /// Who was asked: host, port and database.
    public let name: String
    /// How the server is; nil where it did not let us in.
    public let health: PostgresHealth?
    /// One for each thing that was expected.
    public let findings: [ProbeFinding]
    /// Why there is no answer.
    public let reason: String?
    /// What to do about it.
    public let hint: String?

    init(name: String, health: PostgresHealth?, findings: [ProbeFinding]) {
        verdict = findings.allSatisfy(\.isMet) ? .met : .notMet
        (self.name, self.health, self.findings) = (name, health, findings)
        (reason, hint) = (nil, nil)
    }

    init(name: String, reason: String, hint: String?) {
        verdict = .unreachable
        (self.name, self.reason, self.hint) = (name, reason, hint)
        (health, findings) = (nil, [])
    }

    public var summary: String {
        if let reason { return reason.printable }
        let wrong = findings.filter { !$0.isMet }.map { "\($0.what): \($0.found), not \($0.expected)" }
        guard wrong.isEmpty, let health else { return "\(name): " + wrong.joined(separator: "; ") }
        return "\(name) is a \(health.role.rawValue) with \(health.connectionsUsed) of \(health.connectionLimit) "
            + "connections in use, and answered in \(health.latency.compact)"
    }
}
