public import Basics
public import Configuration
public import Redis

/// Asks the servers of a Redis deployment how they are: a PING and `INFO` each. Of a single server only that one is
/// asked; of a cluster, and behind Sentinels, primaries and replicas.
public struct RedisProbe: Probe {
    private let url: ConfigurationText
    private let node: ConfigurationNode?
    /// What the servers should be.
    public let expectations: RedisExpectations

    /// - Parameter url: as in docs/redis-urls.md.
    public init(url: String, expecting expectations: RedisExpectations = RedisExpectations()) throws(RedisError) {
        _ = try RedisDeployment(url: url)
        self.url = ConfigurationText(literal: url)
        node = nil
        self.expectations = expectations
    }

    /// Decodes `{url: "redis://…", role: primary, memory: 80%, persistence: true, replicas: 1, lag: 10s, latency: 50ms}`.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let urlNode = try mapping.required("url")
        url = try urlNode.text()
        self.node = urlNode
        expectations = try RedisExpectations(&mapping)
        try mapping.finish()
        if let literal = url.literal { _ = try RedisDeployment(url: literal, at: urlNode) }
    }

    public var name: String {
        url.literal.flatMap { try? RedisDeployment(url: $0) }?.description ?? "a Redis server"
    }

    public func ask(_ environment: [String: String], at now: Timestamp) throws -> RedisProbeOutcome {
        let address = try url.resolve(environment)
        let deployment = try node.map { try RedisDeployment(url: address, at: $0) } ?? RedisDeployment(url: address)
        let name = deployment.description
        let nodes: [RedisNode]
        do throws(RedisError) {
            let topology = try deployment.resolve()
            nodes = deployment.kind == .single ? topology.primaries : topology.nodes
        } catch {
            return RedisProbeOutcome(name: name, reason: error.message, hint: error.hint)
        }
        var servers: [RedisServerHealth] = []
        var findings: [ProbeFinding] = []
        var last: RedisError?
        for node in nodes {
            let prefix = nodes.count > 1 ? "\(node.address) " : ""
            do throws(RedisError) {
                let health = try Self.health(of: node.endpoint)
                servers.append(health)
                findings += expectations.findings(health, prefix: prefix)
            } catch {
                last = error
                findings.append(
                    ProbeFinding(what: "\(prefix)answer", expected: "one", found: error.message.printable, isMet: false))
            }
        }
        if servers.isEmpty, let last { return RedisProbeOutcome(name: name, reason: last.message, hint: last.hint) }
        return RedisProbeOutcome(name: name, servers: servers, findings: findings)
    }

    private static func health(of endpoint: RedisEndpoint) throws(RedisError) -> RedisServerHealth {
        var connection = try RedisConnection(endpoint)
        let start = ContinuousClock.now
        try connection.command("PING")
        let latency = ContinuousClock.now - start
        let info = try connection.command("INFO").text ?? ""
        return RedisServerHealth(server: endpoint.description, latency: latency, info: info)
    }
}

/// What a probe of Redis found.
public struct RedisProbeOutcome: ProbeOutcome, Hashable {
    public let verdict: ProbeVerdict
    /// Who was asked: the URL without credentials.
    public let name: String
    /// The servers that answered.
    public let servers: [RedisServerHealth]
    /// One for each thing that was expected.
    public let findings: [ProbeFinding]
    /// Why there is no answer.
    public let reason: String?
    /// What to do about it.
    public let hint: String?

    init(name: String, servers: [RedisServerHealth], findings: [ProbeFinding]) {
        verdict = findings.allSatisfy(\.isMet) ? .met : .notMet
        (self.name, self.servers, self.findings) = (name, servers, findings)
        (reason, hint) = (nil, nil)
    }

    init(name: String, reason: String, hint: String?) {
        verdict = .unreachable
        (self.name, self.reason, self.hint) = (name, reason, hint)
        (servers, findings) = ([], [])
    }

    public var summary: String {
        if let reason { return reason.printable }
        let wrong = findings.filter { !$0.isMet }.map { "\($0.what) is \($0.found), not \($0.expected)" }
        guard wrong.isEmpty else { return "\(name): " + wrong.joined(separator: "; ") }
        let slowest = servers.map(\.latency).max()?.compact ?? ""
        return "\(name): \(servers.count == 1 ? "answered" : "\(servers.count) servers answered") in \(slowest)"
    }
}
